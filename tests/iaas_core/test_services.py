"""What the services decide without asking anybody; the rest is asked over HTTP in `tests/suite`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api_common.contract.host import Host
from api_common.contract.image import ChildImage, Image
from api_common.contract.operation import Operation, Step
from api_common.contract.service import ClusterServices, DatabaseState, ServiceBeat, ServicePod
from api_common.contract.states import (
    ImageFormat,
    ImageStatus,
    OperationStatus,
    ResourceType,
    StepStatus,
    VmStatus,
)
from api_common.contract.vm import Vm, VmCount, VmView
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import ANONYMOUS
from iaas_core.auth.visible import Visible
from iaas_core.forms.vm import ModifyVmForm
from iaas_core.services import present
from iaas_core.services.hosts import Hosts
from iaas_core.services.operations import reply
from iaas_core.services.registry import NAMES, SILENT_MS, ServiceRegistry
from iaas_core.services.request import Asker
from iaas_core.services.vm_work import VmWork
from iaas_core.settings import CoreSettings
from tests.helpers.clock import ManualClock
from tests.iaas_core.fakes import FakeDb, doors

UUID = "1" * 32


def test_the_service_matrix() -> None:
    db, clock = FakeDb(), ManualClock()
    settings = CoreSettings(iaas_core_node_name="n1", agent_node_name_list="n1,n2", vnc_node_name="n2", port=1)
    registry = ServiceRegistry(doors(db), settings, clock)
    now = clock.now_ms()
    db.beats = lambda: [  # type: ignore[attr-defined]
        ServiceBeat(service_name="iaas-core", node_name="n1", seen_at=now),
        ServiceBeat(service_name="iaas-agent", node_name="n2", seen_at=now - SILENT_MS),
        ServiceBeat(service_name="noVNC", node_name="n1", seen_at=now),
    ]
    matrix = registry.matrix()
    assert matrix["n1"]["iaas-core"] == "ACTIVE" and matrix["n2"]["iaas-agent"] == "DEAD"
    assert matrix["n1"]["noVNC"] == "NON", "heard, and not needed there"
    assert matrix["n1"]["DHCP"] == "DEAD", "without nodes.dhcp every work node serves"
    assert registry.statistics() == {"total": 8, "active": 1}
    assert registry.storage()["NFS"]["NFS_DIR"].startswith("[/usr/local/kubeiaas/data/data-volumes/, ")


def test_a_database_that_takes_nothing_is_shown_as_dead() -> None:
    db, clock = FakeDb(), ManualClock()
    settings = CoreSettings(db_proxy_node_name="n1", port=1)
    registry = ServiceRegistry(doors(db), settings, clock)
    db.beats = lambda: [ServiceBeat(service_name="db-proxy", node_name="n1", silent_ms=0)]  # type: ignore[attr-defined]
    assert (registry.matrix()["n1"]["db-proxy"], registry.warnings()) == ("ACTIVE", [])
    state = DatabaseState(problem="the disk of the database is full", remarks=["this machine's clock went back"])
    db.state = lambda: state  # type: ignore[attr-defined]
    assert registry.matrix()["n1"]["db-proxy"] == "DEAD"
    assert registry.warnings() == [
        "db-proxy: the disk of the database is full",
        "db-proxy: this machine's clock went back",
    ]


def test_the_service_matrix_by_pods() -> None:
    db, clock = FakeDb(), ManualClock()
    beats = [ServiceBeat(service_name=name, node_name="n1", seen_at=clock.now_ms()) for name in NAMES]
    db.beats = lambda: beats  # type: ignore[attr-defined]
    pods = [
        ServicePod(service_name="iaas-core", node_name="n1", ready=False),
        ServicePod(service_name="iaas-agent", node_name="n1", ready=True),
        ServicePod(service_name="noVNC", node_name="n3", ready=True),
    ]
    told = ClusterServices(pods=pods, problem="it was so a while ago")

    away = False

    class Resources:
        def services(self) -> ClusterServices:
            if away:
                raise IaasError(ErrorKind.UNAVAILABLE, "away")
            return told

    settings = CoreSettings(iaas_core_node_name="n1", agent_node_name_list="", vnc_node_name="n2", port=1)
    registry = ServiceRegistry(replace(doors(db), resources=Resources()), settings, clock)  # type: ignore[arg-type]
    matrix, problem = registry.look()
    assert problem == "it was so a while ago"
    assert matrix["n1"]["iaas-core"] == "DEAD", "it beat a minute ago; its pod is not ready now"
    assert (matrix["n1"]["iaas-agent"], matrix["n1"]["Libvirt"], matrix["n1"]["DHCP"]) == ("ACTIVE",) * 3
    assert (matrix["n2"]["noVNC"], "n3" in matrix) == ("DEAD", False), "needed on n2; elsewhere it does not count"
    away = True
    assert registry.look()[1] is None
    assert registry.matrix()["n1"] == {**dict.fromkeys(NAMES, "NON"), "iaas-core": "ACTIVE"}


def test_host_sums_survive_nulls_and_a_silent_agent() -> None:
    db = FakeDb()
    db.vm_counts = lambda: [  # type: ignore[attr-defined]
        VmCount(status=None, host_uuid=None, count=1, cpus=2, memory=3, disk_size=4)
    ]

    class Away:
        def storage(self) -> None:
            raise IaasError("unavailable", "away")  # type: ignore[arg-type]

    told = Hosts(doors(db, Away())).statistics()  # type: ignore[arg-type]
    assert (told["total_vcpu"], told["used_vcpu"], told["used_mem"], told["used_sys_storage"]) == (0, 2, 3, 4)
    assert told["total_img_storage"] == 0 and told["active_node"] == 1
    network = Hosts(doors(db, Away())).network_storage()  # type: ignore[arg-type]
    assert network["data_vol_sto"] == {"total_storage": 0, "used_storage": 0, "nfs_ip": "", "storage_dir": ""}


def test_roles_are_read_tolerantly() -> None:
    roles = [present.roles_of(Host(uuid=UUID, role=text)) for text in (None, "", "x", "{}", '["dhcp","vnc"]')]
    assert roles == [[], [], [], [], ["dhcp", "vnc"]]


def test_images_as_v1_showed_them() -> None:
    broken = present.image_reply(Image(uuid="a.yaml", problem="no YAML"))
    assert (broken.name, broken.description, broken.status) == ("NA", "FILE PARSE ERROR!", None)
    child = ChildImage(uuid="c", filename="drivers.iso")
    sound = Image(
        uuid="b.yaml", filename="b.img", format=ImageFormat.IMAGE, status=ImageStatus.AVAILABLE, children=[child]
    )
    shown = present.image_reply(sound)
    assert shown.directory == "images/b.img"
    assert shown.child_images and shown.child_images[0].directory == "images/drivers.iso"


def test_an_operation_as_clients_see_it() -> None:
    steps = [Step(number=0, name="a", status=StepStatus.DONE), Step(number=1, name="b", status=StepStatus.RUNNING)]
    operation = Operation(uuid=UUID, kind="k", target_type=ResourceType.VM, target_uuid=UUID, steps=steps, progress=40)
    shown = reply(operation)
    assert (shown.step, shown.steps_done, shown.steps_total, shown.progress, shown.steps) == ("b", 1, 2, 40, None)
    done = reply(operation.model_copy(update={"status": OperationStatus.DONE}), with_steps=True)
    assert (done.step, done.progress, len(done.steps or [])) == (None, 100, 2)


@pytest.mark.parametrize(
    ("verb", "status", "change", "why"),
    [
        ("update", VmStatus.ACTIVE, {"cpus": 1}, "can only grow"),
        ("update", VmStatus.ACTIVE, {"memory": 9}, "can grow to 8; stop it to give it 9"),
        ("reduce", VmStatus.ACTIVE, {"cpus": 1}, "stop it"),
        ("reduce", VmStatus.STOPPED, {"cpus": 3}, "/vm/update"),
    ],
)
def test_sizes_that_are_refused(verb: str, status: VmStatus, change: dict[str, Any], why: str) -> None:
    db = FakeDb()
    vm = Vm(uuid=UUID, cpus=2, memory=2, max_cpus=16, max_memory=8, status=status, host_uuid="h")
    db.vm = lambda _: VmView(vm=vm)  # type: ignore[attr-defined]
    form = ModifyVmForm.model_validate({"vmUuid": UUID, **change})
    with pytest.raises(IaasError, match=why):
        getattr(VmWork(doors(db), None, Visible(doors(db))), verb)(form, Asker(ANONYMOUS))  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["update", "reduce"])
@pytest.mark.parametrize("change", [{}, {"cpus": 0, "memory": None}, {"cpus": 2, "memory": 2}])
def test_a_size_that_stays_is_no_work(verb: str, change: dict[str, Any]) -> None:
    db = FakeDb()
    vm = Vm(uuid=UUID, cpus=2, memory=2, status=VmStatus.STOPPED, host_uuid="h")
    db.vm = lambda _: VmView(vm=vm)  # type: ignore[attr-defined]
    form = ModifyVmForm.model_validate({"vmUuid": UUID, **change})
    answer = getattr(VmWork(doors(db), None, Visible(doors(db))), verb)(form, Asker(ANONYMOUS))  # type: ignore[arg-type]
    assert (answer.message, answer.operation_uuid) == ("success", None)

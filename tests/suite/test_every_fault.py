"""Every kind of operation, spoiled at each of its calls to the agent: afterwards all witnesses say the same.

The table names the calls of each kind, and what each means for the operation: before its point of no return (`BACK`),
the point itself (`FINAL`), or behind it (`FORWARD`). Each call meets each of the faults; the agent is behind a gate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from deploy.dev.config import free_ports
from tests.chaos.truth import disagreements
from tests.conformance.world import DEVICE, plug_in
from tests.helpers.faulty_gate import FaultyGate
from tests.helpers.gate import Chooser
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes

Request = tuple[str, dict[str, Any]]
AT_ONCE = {"Prefer": "respond-async"}
GIVE_UP_SECONDS = 0.2
SETTLED_SECONDS = 15


class Fault(StrEnum):
    """What happens to the call."""

    CANCELLED_BEFORE = "cancelled before its effect"
    CANCELLED_AFTER = "cancelled after its effect"
    LOST = "answer lost and host away"
    REFUSED = "refused"
    FAILED_AFTER = "failed after its effect"


class Way(StrEnum):
    """Where the operation goes from this call when something is wrong with it."""

    BACK = "back"
    FINAL = "back if refused, else forward"
    FORWARD = "forward"


@dataclass(frozen=True)
class Place:
    """The suite and its gate, and what the scenes of the table need."""

    suite: RunningSuite
    gate: FaultyGate

    def vm(self, verb: str = "", **fields: Any) -> dict[str, str]:
        """The beginning of a body: a running VM, after `verb`."""
        body = {"vmUuid": self.suite.create(**fields)["uuid"]}
        if verb:
            force = {"force": True} if verb == "stop" else {}
            self.suite.api.post(f"/vm/{verb}", {**body, **force})
            self.suite.api.wait_vm(body["vmUuid"], {"stop": "STOPPED", "suspend": "SUSPENDED"}[verb])
        return body

    def disk(self) -> dict[str, str]:
        """The same for a free data volume."""
        return {"volumeUuid": Volumes(self.suite).create("data")}

    def both(self, *, attached: bool, stopped: bool = False) -> dict[str, str]:
        """A VM and a data volume, of which it has got hold or not."""
        body = {**self.vm("stop" if stopped else ""), **self.disk()}
        if attached:
            self.suite.api.post("/volume/attach", body)
        return body

    def with_device(self, *, attached: bool) -> dict[str, str]:
        """A VM and the host's device."""
        body = {**self.vm(), **DEVICE}
        if attached:
            self.suite.api.post("/device/attach", body)
        return body

    def without(self, body: dict[str, str], key: str) -> dict[str, str]:
        """The body without what only its making needed."""
        return {name: value for name, value in body.items() if name != key}


def _deletion(place: Place, *, volumes: bool) -> Request:
    vm = place.both(attached=True)["vmUuid"]
    return "/vm/delete", {"vmUuid": vm, "deleteType": "force", "deleteVolumes": volumes}


def _volume_creation(place: Place) -> Request:
    return "/volume/create", {"name": "new", "diskSize": 1, "hostUuid": place.suite.host}


SCENES: dict[str, Callable[[Place], Request]] = {
    "vm_create": lambda place: ("/vm/create", place.suite.form("new")),
    "vm_delete": lambda place: _deletion(place, volumes=False),
    "vm_delete with volumes": lambda place: _deletion(place, volumes=True),
    "vm_start": lambda place: ("/vm/start", place.vm("stop")),
    "vm_stop": lambda place: ("/vm/stop", {**place.vm(), "force": True}),
    "vm_reboot": lambda place: ("/vm/reboot", {**place.vm(), "force": True}),
    "vm_reboot of a saved one": lambda place: ("/vm/reboot", {**place.vm("suspend"), "force": True}),
    "vm_suspend": lambda place: ("/vm/suspend", place.vm()),
    "vm_resume": lambda place: ("/vm/resume", place.vm("suspend")),
    "vm_update": lambda place: ("/vm/update", {**place.vm(), "cpus": 2, "memory": 2}),
    "vm_update of a stopped one": lambda place: ("/vm/update", {**place.vm("stop"), "cpus": 2, "memory": 2}),
    "vm_reduce": lambda place: ("/vm/reduce", {**place.vm("stop", cpus=2, memory=2), "cpus": 1, "memory": 1}),
    "volume_create": _volume_creation,
    "volume_delete": lambda place: ("/volume/delete", place.disk()),
    "volume_attach": lambda place: ("/volume/attach", place.both(attached=False)),
    "volume_attach to a stopped one": lambda place: ("/volume/attach", place.both(attached=False, stopped=True)),
    "volume_detach": lambda place: ("/volume/detach", place.both(attached=True)),
    "volume_detach from a stopped one": lambda place: ("/volume/detach", place.both(attached=True, stopped=True)),
    "image_publish": lambda place: ("/vm/publish_image", {**place.vm("stop"), "name": "published", "vdSize": 1}),
    "device_attach": lambda place: ("/device/attach", place.with_device(attached=False)),
    "device_detach": lambda place: ("/device/detach", place.with_device(attached=True)),
}
LOOK = "GET /domains/*"
TABLE: list[tuple[str, str, Way]] = [
    ("vm_create", "PUT /dhcp/bindings/*", Way.BACK),
    ("vm_create", "PUT /volumes/*", Way.BACK),
    ("vm_create", "PUT /domains/*", Way.BACK),
    ("vm_create", "PUT /domains/*/running", Way.BACK),
    ("vm_delete", LOOK, Way.BACK),
    ("vm_delete", "POST /domains/*/absent", Way.FINAL),
    ("vm_delete", "PUT /dhcp/bindings/*", Way.FORWARD),
    ("vm_delete with volumes", "POST /domains/*/absent", Way.FINAL),
    ("vm_delete with volumes", "POST /volumes/*/absent", Way.FORWARD),
    ("vm_start", "PUT /domains/*/running", Way.BACK),
    ("vm_stop", "PUT /domains/*/stopped", Way.BACK),
    ("vm_reboot", "PUT /domains/*/restarted", Way.BACK),
    ("vm_reboot of a saved one", "PUT /domains/*/stopped", Way.BACK),
    ("vm_reboot of a saved one", "PUT /domains/*/running", Way.BACK),
    ("vm_suspend", "PUT /domains/*/suspended", Way.BACK),
    ("vm_resume", "PUT /domains/*/running", Way.BACK),
    ("vm_update", "PUT /domains/*/size", Way.BACK),
    ("vm_update of a stopped one", "PUT /domains/*/size", Way.BACK),
    ("vm_reduce", "PUT /domains/*/size", Way.BACK),
    ("volume_create", "PUT /volumes/*", Way.BACK),
    ("volume_delete", "GET /volumes/*", Way.BACK),
    ("volume_delete", "POST /volumes/*/absent", Way.FINAL),
    ("volume_attach", "PUT /domains/*/disks/*", Way.BACK),
    ("volume_attach to a stopped one", "PUT /domains/*/disks/*", Way.BACK),
    ("volume_detach", LOOK, Way.BACK),
    ("volume_detach", "POST /domains/*/disks/*/absent", Way.FINAL),
    ("volume_detach from a stopped one", "POST /domains/*/disks/*/absent", Way.FINAL),
    ("image_publish", "PUT /images/*", Way.BACK),
    ("device_attach", "PUT /domains/*/devices", Way.BACK),
    ("device_detach", LOOK, Way.BACK),
    ("device_detach", "POST /domains/*/devices/absent", Way.FINAL),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    ports, usb = free_ports(), tmp_path_factory.mktemp("usb")
    plug_in(usb)
    gate = FaultyGate(f"http://127.0.0.1:{ports['iaas-agent']}")
    overrides = {
        "iaas-core": {"OPERATION_GIVE_UP_SECONDS": str(GIVE_UP_SECONDS), "OPERATION_LEASE_SECONDS": "6"},
        "iaas-agent": {"AGENT_URL": gate.url, "USB_DEVICES_DIR": str(usb)},
    }
    try:
        with running_suite("simulated", overrides=overrides, ports=ports) as suite:
            yield Place(suite, gate)
    finally:
        gate.close()


@pytest.fixture
def place(stage: Place) -> Iterator[Place]:
    """Nothing is there before a case, and nothing is left of it."""
    yield stage
    stage.gate.release()
    stage.gate.come_back()
    stage.suite.delete_all()
    Volumes(stage.suite).delete_all()
    for uuid in _published(stage):
        stage.suite.api.post("/image/delete", {"uuid": uuid})
    assert (stage.suite.disk_files(), stage.suite.dhcp_files()) == ([], [])


def _cases() -> Iterator[Any]:
    """The table × the faults; what only looks has no effect to be after."""
    for kind, call, way in TABLE:
        for fault in Fault:
            if not (call.startswith("GET") and fault in (Fault.CANCELLED_AFTER, Fault.FAILED_AFTER)):
                yield pytest.param(kind, call, way, fault, id=f"{kind}, {call.replace('/*', '')}, {fault}")


@pytest.mark.parametrize(("kind", "call", "way", "fault"), list(_cases()))
def test_all_witnesses_agree_afterwards(place: Place, kind: str, call: str, way: Way, fault: Fault) -> None:
    path, body = SCENES[kind](place)
    arm(place.gate, fault, is_call(call))
    uuid = place.suite.api.post(path, body, headers=AT_ONCE)["operationUuid"]
    if fault in (Fault.CANCELLED_BEFORE, Fault.CANCELLED_AFTER):
        cancel(place, uuid, accepted=way is Way.BACK)
    else:
        assert place.gate.struck.wait(30), f"the call never came; calls: {place.gate.calls[-20:]}"
    if fault is Fault.LOST:
        stay_away(place, uuid, gives_up=way is Way.BACK)
    ended = place.suite.api.wait_operation(uuid, 30)
    assert ended["status"] == expected(way, fault), ended
    assert_all_agree(place)


def expected(way: Way, fault: Fault) -> str:
    """How the operation ends."""
    refused = fault in (Fault.REFUSED, Fault.FAILED_AFTER)
    return "undone" if way is Way.BACK or (way is Way.FINAL and refused) else "done"


def is_call(wanted: str) -> Chooser:
    """A call with any uuids."""
    return lambda method, path, _: f"{method} {re.sub('[0-9a-f]{32}[.a-z0-9]*', '*', path.partition('?')[0])}" == wanted


def arm(gate: FaultyGate, fault: Fault, chooser: Chooser) -> None:
    """The fault waits for its call."""
    match fault:
        case Fault.CANCELLED_BEFORE | Fault.CANCELLED_AFTER:
            gate.hold(chooser, after=fault is Fault.CANCELLED_AFTER)
        case Fault.LOST:
            gate.lose(chooser)
        case Fault.REFUSED | Fault.FAILED_AFTER:
            gate.refuse(chooser, with_effect=fault is Fault.FAILED_AFTER)


def cancel(place: Place, uuid: str, *, accepted: bool) -> None:
    """While the call stands still."""
    assert place.gate.reached.wait(30), f"the call never came; calls: {place.gate.calls[-20:]}"
    answer = place.suite.api.raw("POST", "/operation/cancel", {"uuid": uuid})
    place.gate.release()
    assert (answer["code"] == 200.0) is accepted, answer


def stay_away(place: Place, uuid: str, *, gives_up: bool) -> None:
    """Until the operation has given up, or has asked for longer than the usual patience."""

    def is_enough() -> bool:
        if gives_up:
            return bool(place.suite.api.operation(uuid)["status"] != "running")
        tries = place.gate.turned_away
        return len(tries) > 1 and tries[-1] - tries[0] > 2 * GIVE_UP_SECONDS

    place.suite.api.until(is_enough, bool, 30)
    place.gate.come_back()


def assert_all_agree(place: Place) -> None:
    """Soon: the agent's own reports may still be on their way, but none has to be waited for until an inventory."""
    place.suite.api.until(lambda: _settled(place), lambda wrong: not wrong, SETTLED_SECONDS)


# --- the witnesses of what `disagreements` does not ask for ---


def _settled(place: Place) -> list[str]:
    return [*disagreements(place.suite), *_images_agree(place), *_devices_agree(place)]


def _published(place: Place) -> dict[str, dict[str, Any]]:
    images = place.suite.api.get("/image/query_all")
    return {image["uuid"]: image for image in images if image["name"] == "published"}


def _images_agree(place: Place) -> Iterator[str]:
    folder: Path = place.suite.config.state / "data" / "images"
    files = {file.name for file in folder.rglob("*") if file.is_file()}
    files = {name for name in files if not name.startswith("kubeiaas-guest")}
    wanted = {name for uuid in _published(place) for name in (uuid, uuid.removesuffix(".yaml") + ".qcow2")}
    if files != wanted:
        yield f"images {sorted(wanted)}; files: {sorted(files)}"
    yield from (f"image {u} is {i['status']}" for u, i in _published(place).items() if i["status"] != "AVAILABLE")


def _devices_agree(place: Place) -> Iterator[str]:
    folder = place.suite.config.state / "agent" / "simulated"
    for vm in place.suite.api.get("/vm/query_all"):
        file = folder / f"{vm['uuid']}.domain"
        xml = file.read_text().partition("\n")[2] if file.exists() else "<domain/>"
        has = len(ElementTree.fromstring(xml).findall("devices/hostdev"))
        rows = len(place.suite.api.vm(vm["uuid"])["devices"])
        if has != rows:
            yield f"VM {vm['uuid']}: {rows} devices; libvirt: {has}"

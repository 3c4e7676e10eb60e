"""Operations that are tried again: what was undone is asked for anew, with the same form, by whoever asks now."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from api_common.contract.operation import ASKED, Operation
from api_common.contract.states import OperationStatus, ResourceType
from api_common.errors import ErrorKind, IaasError
from iaas_core import flows
from iaas_core.auth.callers import ANONYMOUS
from iaas_core.forms.base import Form
from iaas_core.forms.device import DeviceForm
from iaas_core.forms.image import PublishImageForm
from iaas_core.forms.vm import CreateVmForm, DeleteVmForm, ModifyVmForm, OperateVmForm
from iaas_core.forms.volume import AttachVolumeForm, CreateVolumeForm, DeleteVolumeForm
from iaas_core.services.request import Asker
from iaas_core.services.retries import Retries
from iaas_core.services.vm_work import Verb

VM, VOLUME, NEW = "a" * 32, "b" * 32, "c" * 32
UNASKED = {"vm_cleanup"}
"""What the suite begins by itself."""
_POWER = OperateVmForm(vmUuid=VM, force=True)
_SIZE = ModifyVmForm.model_validate({"vmUuid": VM, "cpus": " 4 ", "memory": None})
_DELETE = DeleteVmForm(vmUuid=VM, deleteType="force", deleteVolumes=True)
_DISK = AttachVolumeForm(vmUuid=VM, volumeUuid=VOLUME)
_USB = DeviceForm.model_validate(
    {"vmUuid": VM, "type": "usb", "bus": "001", "dev": "002", "vendor": "0x1d6b", "product": "0x0002"}
)
_VM = {
    "name": "web",
    "cpus": "2",
    "memory": 4.0,
    "imageUuid": "d.yaml",
    "ipSegmentId": 3,
    "publicIpSegId": "",
    "hostUuid": "",
}
ASKED_FOR: dict[str, tuple[str, Form]] = {
    "vm_create": ("create", CreateVmForm.model_validate({**_VM, "diskSize": None, "description": "d\n"})),
    "vm_delete": ("delete", _DELETE),
    "vm_forget": ("delete", _DELETE),
    "vm_update": ("update", _SIZE),
    "vm_reduce": ("reduce", _SIZE),
    "volume_create": ("create", CreateVolumeForm.model_validate({"name": "数据", "diskSize": "5"})),
    "volume_delete": ("delete", DeleteVolumeForm(volumeUuid=VOLUME)),
    "volume_attach": ("attach", _DISK),
    "volume_detach": ("detach", _DISK),
    "image_publish": ("publish", PublishImageForm.model_validate({"vmUuid": VM, "name": "base", "vdSize": "9"})),
    "device_attach": ("attach", _USB),
    "device_detach": ("detach", _USB),
    **{f"vm_{verb}": (f"vm_{verb}", _POWER) for verb in ("start", "stop", "reboot", "suspend", "resume")},
}


class Service:
    """Every service at once: notes what it is asked for, and answers the operation that it began."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Form, Asker]] = []

    def power(self, verb: Verb, form: Form, asker: Asker) -> Any:
        return self._note(verb.kind, form, asker)

    def __getattr__(self, name: str) -> Any:
        return lambda form, asker: self._note(name, form, asker)

    def _note(self, what: str, form: Form, asker: Asker) -> Any:
        self.asked.append((what, form, asker))
        return SimpleNamespace(operation_uuid=NEW)


def retried(kind: str, status: OperationStatus, plan: dict[str, Any], service: Service) -> Any:
    """The answer to a retry of such an operation: here, the operation that goes on."""
    row = Operation(uuid="d" * 32, kind=kind, status=status, target_type=ResourceType.VM, target_uuid=VM, input=plan)
    operations = SimpleNamespace(hurry=lambda uuid: uuid, query=lambda uuid, _: uuid)
    visible = SimpleNamespace(operation=lambda *_: row)
    retries = Retries(*cast(Any, (operations, visible, service, service, service, service, service)))
    return retries.retry(row.uuid, Asker(ANONYMOUS))


@pytest.mark.parametrize("kind", sorted(flow.kind for flow in flows.ALL if flow.kind not in UNASKED))
def test_the_same_is_asked_for_again(kind: str) -> None:
    what, form = ASKED_FOR[kind]
    plan = {"hostUuid": "e" * 32, ASKED: form.model_dump(mode="json", by_alias=True)}
    service = Service()
    assert retried(kind, OperationStatus.UNDONE, plan, service) == NEW
    assert service.asked == [(what, form, Asker(ANONYMOUS, at_once=True))]


@pytest.mark.parametrize("status", [one for one in OperationStatus if one is not OperationStatus.UNDONE])
def test_any_other_is_the_operations_own_matter(status: OperationStatus) -> None:
    service = Service()
    assert retried("vm_start", status, {}, service) == "d" * 32
    assert service.asked == []


@pytest.mark.parametrize(
    ("kind", "plan"),
    [("vm_cleanup", {ASKED: {}}), ("vm_start", {}), ("vm_start", {ASKED: {}}), ("of_before", {ASKED: {}})],
)
def test_what_nobody_is_known_to_have_asked_for_is_refused(kind: str, plan: dict[str, Any]) -> None:
    with pytest.raises(IaasError) as refusal:
        retried(kind, OperationStatus.UNDONE, plan, Service())
    assert refusal.value.kind is ErrorKind.WRONG_STATE

"""Starts again what was lost with its host: a thread that asks db_proxy what is due and writes ordinary operations.

What is due, and under which uuid its operation is to be written, stands in the VM's row since the loss was seen, so a
crash here, a second iaas_core, or an answer that was lost never start a VM twice. Few VMs of a host start at once.
Nobody polls: the change feed says when something became due or an operation made room.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from api_common.clients.db import DbProxyClient
from api_common.contract.changes import ChangeStatus, ResourceRef, SetFields
from api_common.contract.event import EventRow
from api_common.contract.operation import ASKED, SYSTEM_USER, OperationStart
from api_common.contract.states import OperationStatus, ResourceType, VmStatus
from api_common.contract.vm import Vm
from api_common.errors import IaasError
from api_common.identity import new_vnc_password
from iaas_core.forms.vm import OperateVmForm
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow

_LOG = logging.getLogger(__name__)
RETRY_SECONDS = 2.0
_OVER = frozenset({OperationStatus.DONE, OperationStatus.UNDONE, OperationStatus.STUCK})


class Restarts:
    """`started` is called after an operation was written that nobody works on yet; `flow` is the newest `vm_start`."""

    def __init__(
        self, db: DbProxyClient, flow: Callable[[], Flow[Doors]], started: Callable[[], None], *, at_a_time: int
    ) -> None:
        self._db = db
        self._flow = flow
        self._started = started
        self._at_a_time = at_a_time
        self._changed = threading.Condition()
        self._awake = True
        self._stopping = False
        self._is_followed = False
        self._thread = threading.Thread(target=self._run, name="restarts", daemon=True)

    def start(self) -> None:
        """Begin with a look: something may have become due while no iaas_core was there."""
        self._thread.start()

    def stop(self) -> None:
        """Write nothing more."""
        self._wake(stopping=True)

    def heard(self, events: Sequence[EventRow]) -> None:
        """A listener of the change feed: a VM is due, a host is back, or an operation that made others wait is over."""
        if any(_matters(event) for event in events):
            self._wake()

    def followed(self, yes: bool) -> None:
        """The feed is followed, perhaps after a gap in which something became due."""
        if yes and not self._is_followed:
            self._wake()
        self._is_followed = yes

    def _wake(self, *, stopping: bool = False) -> None:
        with self._changed:
            self._awake, self._stopping = True, self._stopping or stopping
            self._changed.notify()

    def _run(self) -> None:
        while self._slept():
            try:
                for vm in self._db.vms_to_start(self._at_a_time):
                    self._begin(vm)
            except IaasError as error:
                _LOG.info("what is to be started again is not known: %s", error.describe())
                self._again_soon()
            except Exception:
                _LOG.exception("VMs could not be started again")
                self._again_soon()

    def _slept(self) -> bool:
        with self._changed:
            while not self._awake:
                self._changed.wait()
            self._awake = False
            return not self._stopping

    def _again_soon(self) -> None:
        with self._changed:
            self._changed.wait(RETRY_SECONDS)
            self._awake = True

    def _begin(self, vm: Vm) -> None:
        start = _operation(vm, self._flow())
        try:
            self._db.start_operation(start)
        except IaasError as error:
            if error.retryable:
                raise
            # Its owner was quicker: what they do makes an event, and the row says whether it is still due.
            _LOG.info("VM %s is not started again now: %s", vm.uuid, error.describe())
            return
        _LOG.warning("VM %s was lost with its host and is started again", vm.uuid, extra={"operation": start.uuid})
        self._started()


def _operation(vm: Vm, flow: Flow[Doors]) -> OperationStart:
    assert vm.auto_start_uuid is not None
    form = OperateVmForm.model_validate({"vmUuid": vm.uuid})
    return OperationStart(
        uuid=vm.auto_start_uuid,
        kind=flow.kind,
        version=flow.version,
        target_type=ResourceType.VM,
        target_uuid=vm.uuid,
        input={
            "hostUuid": vm.host_uuid,
            "vncPassword": new_vnc_password(),
            "force": False,
            ASKED: form.model_dump(mode="json", by_alias=True),
        },
        steps=flow.step_names(()),
        holds=[ResourceRef(type=ResourceType.VM, key=vm.uuid)],
        changes=[
            ChangeStatus(type=ResourceType.VM, key=vm.uuid, to=VmStatus.STARTING, expected=[VmStatus.STOPPED.value]),
            SetFields(type=ResourceType.VM, key=vm.uuid, fields={"autoStartUuid": None}),
        ],
        user_name=SYSTEM_USER,
        audited=True,
    )


def _matters(event: EventRow) -> bool:
    told = event.summary
    match event.resource_type:
        case ResourceType.VM:
            return bool(told.get("autoStartUuid"))
        case ResourceType.HOST:
            return True
        case ResourceType.OPERATION:
            return told.get("kind") == "vm_start" and told.get("status") in _OVER
        case _:
            return False

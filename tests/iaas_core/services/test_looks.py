"""Whoever was too late looks again, and is told what is true now."""

from __future__ import annotations

import pytest

from api_common.contract.account import User
from api_common.contract.changes import CHANGED
from api_common.contract.device import Device
from api_common.contract.network import IpUsed
from api_common.contract.states import ResourceType, Role, VmStatus
from api_common.contract.vm import Vm, VmView
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from iaas_core.services.looks import LOOKS, look_again, parts, same

UUID = "1" * 32


def test_looks_again_while_somebody_else_is_quicker() -> None:
    quicker = [True, True, False]

    @look_again
    def work(answer: str) -> str:
        if quicker.pop(0):
            raise IaasError(ErrorKind.CONFLICT, "changed", detail={CHANGED: True})
        return answer

    assert work("done") == "done" and not quicker


@pytest.mark.parametrize(("detail", "tries"), [({CHANGED: True}, LOOKS), ({"operationUuid": UUID}, 1), (None, 1)])
def test_gives_up_in_the_end_and_at_once_for_other_refusals(detail: dict[str, object] | None, tries: int) -> None:
    seen = []

    @look_again
    def work() -> None:
        seen.append(1)
        raise IaasError(ErrorKind.CONFLICT, "no", detail=detail)

    with pytest.raises(IaasError):
        work()
    assert len(seen) == tries


def test_what_is_relied_on_is_named_as_the_wire_names_it() -> None:
    vm = Vm(uuid=UUID, status=VmStatus.STOPPED, user_id=3, group_id=4, host_uuid=None)
    told = same(vm, "host_uuid", "status")
    assert (told.type, told.key) == (ResourceType.VM, UUID)
    assert told.fields == {"userId": 3, "groupId": 4, "hostUuid": None, "status": "STOPPED"}
    user = same(User(id=7, username="a", role=Role.MEMBER, group_id=4))
    assert (user.key, user.fields) == ("7", {"role": "MEMBER", "groupId": 4})


def test_all_that_a_vm_has_is_named() -> None:
    view = VmView(vm=Vm(uuid=UUID), ips=[IpUsed(id=1, ip="i")], volumes=[Volume(uuid="v")], devices=[Device(id=2)])
    told = parts(view)
    assert (told.key, told.volumes, told.ips, told.devices) == (UUID, ["v"], [1], [2])

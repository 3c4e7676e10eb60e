"""The lifecycle tables as wholes: everything can be reached, and nothing is a trap."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import pytest

from api_common.contract.states import HostStatus, OperationStatus, VmStatus, VolumeStatus
from api_common.errors import ErrorKind, IaasError
from api_common.lifecycle.host import HOST
from api_common.lifecycle.machine import Machine
from api_common.lifecycle.operation import OPEN, OPERATION
from api_common.lifecycle.vm import VM
from api_common.lifecycle.volume import VOLUME

OLD_HOST_WORDS = {HostStatus.PREPARING, HostStatus.CHECKING, HostStatus.CONFIGURING}
TABLES = [
    pytest.param(VM, {VmStatus.BUILDING}, id="VM"),
    pytest.param(VOLUME, {VolumeStatus.CREATING}, id="volume"),
    pytest.param(HOST, {HostStatus.READY, *OLD_HOST_WORDS}, id="host"),
    pytest.param(OPERATION, {OperationStatus.RUNNING}, id="operation"),
]
WORDS = [
    pytest.param(VM, VmStatus, id="VM"),
    pytest.param(VOLUME, VolumeStatus, id="volume"),
    pytest.param(HOST, HostStatus, id="host"),
    pytest.param(OPERATION, OperationStatus, id="operation"),
]
FINAL: set[StrEnum] = {OperationStatus.DONE, OperationStatus.UNDONE}


def reachable(machine: Machine, starts: Iterable[StrEnum]) -> set[StrEnum]:
    """Every status that can follow, however long it takes."""
    found, edge = set(starts), set(starts)
    while edge:
        edge = {after for before in edge for after in machine.table.get(before, frozenset())} - found
        found |= edge
    return found


@pytest.mark.parametrize(("machine", "starts"), TABLES)
def test_every_status_of_a_table_is_reachable_from_its_beginning(machine: Machine, starts: set[StrEnum]) -> None:
    assert set(machine.table) <= reachable(machine, starts)


@pytest.mark.parametrize(("machine", "starts"), TABLES)
def test_every_status_can_be_left_unless_it_is_final(machine: Machine, starts: set[StrEnum]) -> None:
    for status in reachable(machine, starts) - FINAL:
        assert machine.table.get(status), f"nothing may follow {status}"


@pytest.mark.parametrize("status", sorted(OPEN))
def test_every_open_operation_can_end(status: OperationStatus) -> None:
    assert reachable(OPERATION, {status}) & FINAL


@pytest.mark.parametrize("status", VM.table)
def test_every_vm_can_be_deleted(status: VmStatus) -> None:
    assert VM.allowed(status, VmStatus.DELETING)


@pytest.mark.parametrize("status", VOLUME.table)
def test_every_volume_can_come_to_its_end(status: VolumeStatus) -> None:
    assert VolumeStatus.DELETING in reachable(VOLUME, {status})


@pytest.mark.parametrize(("machine", "words"), WORDS)
def test_staying_and_old_rows_without_a_status_are_allowed(machine: Machine, words: type[StrEnum]) -> None:
    for word in words:
        assert machine.allowed(word, word)
        assert machine.allowed(None, word)
        machine.require(word, word.value)


@pytest.mark.parametrize(("machine", "words"), WORDS)
def test_a_status_outside_the_table_allows_nothing(machine: Machine, words: type[StrEnum]) -> None:
    for word in set(words) - set(machine.table):
        assert not any(machine.allowed(word, other) for other in words if other is not word)


def test_a_refusal_names_both_ends_in_words() -> None:
    with pytest.raises(IaasError, match="a VM that is ACTIVE cannot become BUILDING") as caught:
        VM.require("ACTIVE", "BUILDING")
    assert caught.value.kind is ErrorKind.WRONG_STATE


def test_texts_of_the_wire_count_as_words() -> None:
    assert VM.allowed("ACTIVE", "STOPPING")
    assert not VM.allowed("ACTIVE", "nonsense")
    assert not VM.allowed("nonsense", "ACTIVE")

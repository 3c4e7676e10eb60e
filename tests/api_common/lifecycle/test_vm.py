"""What may begin on a VM, and what its power state means."""

from __future__ import annotations

import pytest

from api_common.contract.states import PowerState, VmStatus
from api_common.lifecycle.vm import RESTING, VM, begins_from, status_from_power

S = VmStatus


@pytest.mark.parametrize(
    ("power", "status"),
    [
        (PowerState.RUNNING, S.ACTIVE),
        (PowerState.PAUSED, S.PAUSED),
        (PowerState.SAVED, S.SUSPENDED),
        (PowerState.STOPPED, S.STOPPED),
        (PowerState.CRASHED, S.STOPPED),
        (PowerState.ABSENT, S.ERROR),
    ],
)
@pytest.mark.parametrize("before", sorted(VM.table))
def test_what_the_hypervisor_shows_decides_at_rest(before: VmStatus, power: PowerState, status: VmStatus) -> None:
    assert status_from_power(before, power) is status
    assert VM.allowed(before, status), "whatever is seen may be written"


@pytest.mark.parametrize("power", [None, PowerState.UNKNOWN])
@pytest.mark.parametrize("before", [None, S.ACTIVE, S.ERROR])
def test_not_knowing_changes_nothing(before: VmStatus | None, power: PowerState | None) -> None:
    assert status_from_power(before, power) is before


@pytest.mark.parametrize(
    ("work", "froms"),
    [
        (S.STARTING, {S.STOPPED, S.SUSPENDED, S.ERROR, S.UNKNOWN}),
        (S.STOPPING, set(RESTING)),
        (S.REBOOTING, set(RESTING) - {S.UNKNOWN}),
        (S.SUSPENDING, {S.ACTIVE}),
        (S.RESUMING, {S.SUSPENDED, S.PAUSED}),
        (S.RESIZING, {S.ACTIVE, S.STOPPED}),
        (S.DELETING, set(RESTING)),
        (S.BUILDING, set()),
    ],
)
def test_work_begins_only_where_it_makes_sense(work: VmStatus, froms: set[VmStatus]) -> None:
    assert set(begins_from(work)) == froms
    assert all(VM.allowed(before, work) for before in froms)


@pytest.mark.parametrize("work", [status for status in VM.table if status not in RESTING])
def test_work_ends_at_rest(work: VmStatus) -> None:
    assert VM.table[work] >= RESTING

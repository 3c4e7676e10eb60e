"""The life of a VM, and what its power state means when nothing is going on with it."""

from __future__ import annotations

from api_common.contract.states import PowerState, VmStatus
from api_common.lifecycle.machine import Machine

_S = VmStatus
RESTING = frozenset({_S.ACTIVE, _S.PAUSED, _S.SUSPENDED, _S.STOPPED, _S.ERROR, _S.UNKNOWN})
"""Where a VM stays without anybody working on it."""

_BEGINNINGS: dict[VmStatus, frozenset[VmStatus]] = {
    _S.ACTIVE: frozenset({_S.STOPPING, _S.REBOOTING, _S.SUSPENDING, _S.RESIZING, _S.DELETING}),
    _S.PAUSED: frozenset({_S.STOPPING, _S.REBOOTING, _S.RESUMING, _S.DELETING}),
    _S.SUSPENDED: frozenset({_S.RESUMING, _S.STARTING, _S.STOPPING, _S.REBOOTING, _S.DELETING}),
    _S.STOPPED: frozenset({_S.STARTING, _S.STOPPING, _S.REBOOTING, _S.RESIZING, _S.DELETING}),
    _S.ERROR: frozenset({_S.STARTING, _S.STOPPING, _S.REBOOTING, _S.DELETING}),
    _S.UNKNOWN: frozenset({_S.STARTING, _S.STOPPING, _S.DELETING}),
}
_TRANSITIONAL = (
    _S.BUILDING,
    _S.STARTING,
    _S.STOPPING,
    _S.REBOOTING,
    _S.SUSPENDING,
    _S.RESUMING,
    _S.RESIZING,
    _S.DELETING,
)

VM = Machine(
    "VM",
    {
        **{status: followers | (RESTING - {_S.UNKNOWN}) for status, followers in _BEGINNINGS.items()},
        **{status: RESTING | {_S.DELETING} for status in _TRANSITIONAL},
    },
)

_AT_REST: dict[PowerState, VmStatus] = {
    PowerState.RUNNING: _S.ACTIVE,
    PowerState.PAUSED: _S.PAUSED,
    PowerState.SAVED: _S.SUSPENDED,
    PowerState.STOPPED: _S.STOPPED,
    PowerState.CRASHED: _S.STOPPED,
    PowerState.ABSENT: _S.ERROR,
}


def status_from_power(status: VmStatus | None, power: PowerState | None) -> VmStatus | None:
    """The status of a VM that no operation holds, given what the hypervisor shows.

    `unknown` says nothing. A VM that crashed is off and can be started, as v1 had it; one without a domain is broken.
    """
    return _AT_REST.get(power, status) if power is not None else status


def begins_from(transitional: VmStatus) -> list[VmStatus]:
    """The statuses in which work that shows `transitional` may begin (D06: v1 took any)."""
    return [status for status, followers in _BEGINNINGS.items() if transitional in followers]

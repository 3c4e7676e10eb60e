"""libvirt's states and reasons -> power states."""

from __future__ import annotations

import libvirt
import pytest

from api_common.contract.states import PowerState
from iaas_agent.hypervisor.power import is_held, power_of

L = libvirt


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (L.VIR_DOMAIN_RUNNING, L.VIR_DOMAIN_RUNNING_BOOTED, (PowerState.RUNNING, None)),
        (L.VIR_DOMAIN_BLOCKED, 0, (PowerState.RUNNING, None)),
        (L.VIR_DOMAIN_SHUTDOWN, 0, (PowerState.RUNNING, None)),
        (L.VIR_DOMAIN_PAUSED, L.VIR_DOMAIN_PAUSED_USER, (PowerState.PAUSED, "user")),
        (L.VIR_DOMAIN_PAUSED, L.VIR_DOMAIN_PAUSED_IOERROR, (PowerState.PAUSED, "ioerror")),
        (L.VIR_DOMAIN_PAUSED, L.VIR_DOMAIN_PAUSED_SAVE, (PowerState.RUNNING, "save")),
        (L.VIR_DOMAIN_PAUSED, L.VIR_DOMAIN_PAUSED_STARTING_UP, (PowerState.RUNNING, "starting-up")),
        (L.VIR_DOMAIN_PMSUSPENDED, 0, (PowerState.PAUSED, "asleep")),
        (L.VIR_DOMAIN_SHUTOFF, L.VIR_DOMAIN_SHUTOFF_UNKNOWN, (PowerState.STOPPED, None)),
        (L.VIR_DOMAIN_SHUTOFF, L.VIR_DOMAIN_SHUTOFF_SHUTDOWN, (PowerState.STOPPED, "shutdown")),
        (L.VIR_DOMAIN_SHUTOFF, L.VIR_DOMAIN_SHUTOFF_DESTROYED, (PowerState.STOPPED, "destroyed")),
        (L.VIR_DOMAIN_SHUTOFF, L.VIR_DOMAIN_SHUTOFF_CRASHED, (PowerState.CRASHED, "crashed")),
        (L.VIR_DOMAIN_SHUTOFF, L.VIR_DOMAIN_SHUTOFF_FAILED, (PowerState.STOPPED, "failed")),
        (L.VIR_DOMAIN_CRASHED, 0, (PowerState.PAUSED, "panicked")),
        (L.VIR_DOMAIN_NOSTATE, 0, (PowerState.UNKNOWN, None)),
        (99, 0, (PowerState.UNKNOWN, None)),
    ],
)
def test_states(state: int, reason: int, expected: tuple[PowerState, str | None]) -> None:
    assert power_of(state, reason, saved=False) == expected


@pytest.mark.parametrize("reason", [L.VIR_DOMAIN_SHUTOFF_SAVED, L.VIR_DOMAIN_SHUTOFF_UNKNOWN])
def test_saved_is_told_by_the_image_not_by_the_reason(reason: int) -> None:
    """The reason is forgotten when libvirtd restarts; the image is what restores."""
    assert power_of(L.VIR_DOMAIN_SHUTOFF, reason, saved=True)[0] is PowerState.SAVED
    assert power_of(L.VIR_DOMAIN_SHUTOFF, reason, saved=False)[0] is PowerState.STOPPED


def test_held_is_not_paused_by_somebody() -> None:
    assert is_held(L.VIR_DOMAIN_PAUSED, L.VIR_DOMAIN_PAUSED_SAVE)
    assert not is_held(L.VIR_DOMAIN_PAUSED, L.VIR_DOMAIN_PAUSED_USER)
    assert not is_held(L.VIR_DOMAIN_RUNNING, L.VIR_DOMAIN_PAUSED_SAVE)

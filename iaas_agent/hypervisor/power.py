"""libvirt's state and reason -> our power state."""

from __future__ import annotations

import libvirt

from api_common.contract.states import PowerState

_STATES: dict[int, PowerState] = {
    libvirt.VIR_DOMAIN_RUNNING: PowerState.RUNNING,
    libvirt.VIR_DOMAIN_BLOCKED: PowerState.RUNNING,
    libvirt.VIR_DOMAIN_PAUSED: PowerState.PAUSED,
    libvirt.VIR_DOMAIN_PMSUSPENDED: PowerState.PAUSED,
    libvirt.VIR_DOMAIN_SHUTDOWN: PowerState.RUNNING,
    libvirt.VIR_DOMAIN_SHUTOFF: PowerState.STOPPED,
    libvirt.VIR_DOMAIN_CRASHED: PowerState.CRASHED,
}
"""A guest that is shutting down still runs: its memory and disks are in use."""

_SHUTOFF_REASONS: dict[int, str] = {
    libvirt.VIR_DOMAIN_SHUTOFF_SHUTDOWN: "shutdown",
    libvirt.VIR_DOMAIN_SHUTOFF_DESTROYED: "destroyed",
    libvirt.VIR_DOMAIN_SHUTOFF_CRASHED: "crashed",
    libvirt.VIR_DOMAIN_SHUTOFF_SAVED: "saved",
    libvirt.VIR_DOMAIN_SHUTOFF_FAILED: "failed",
}


def power_of(state: int, reason: int, *, saved: bool) -> tuple[PowerState, str | None]:
    """The power state and libvirt's reason in a word; `saved`: a managed-save image is there."""
    power = _STATES.get(state, PowerState.UNKNOWN)
    if power is not PowerState.STOPPED:
        return power, None
    word = _SHUTOFF_REASONS.get(reason)
    if saved:
        return PowerState.SAVED, word
    return (PowerState.CRASHED if word == "crashed" else PowerState.STOPPED), word

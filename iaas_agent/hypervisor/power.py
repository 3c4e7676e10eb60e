"""libvirt's state and reason -> our power state, with the reason in a word. Pure tables."""

from __future__ import annotations

import libvirt

from api_common.contract.states import PowerState

_STATES: dict[int, PowerState] = {
    libvirt.VIR_DOMAIN_RUNNING: PowerState.RUNNING,
    libvirt.VIR_DOMAIN_BLOCKED: PowerState.RUNNING,
    libvirt.VIR_DOMAIN_PAUSED: PowerState.PAUSED,
    libvirt.VIR_DOMAIN_PMSUSPENDED: PowerState.PAUSED,
    libvirt.VIR_DOMAIN_SHUTDOWN: PowerState.RUNNING,  # its memory and disks are still in use
    libvirt.VIR_DOMAIN_SHUTOFF: PowerState.STOPPED,
    libvirt.VIR_DOMAIN_CRASHED: PowerState.PAUSED,  # its guest panicked and is kept, with its screen and its memory
}

_PAUSED_WORDS: dict[int, str] = {
    libvirt.VIR_DOMAIN_PAUSED_USER: "user",
    libvirt.VIR_DOMAIN_PAUSED_MIGRATION: "migration",
    libvirt.VIR_DOMAIN_PAUSED_SAVE: "save",
    libvirt.VIR_DOMAIN_PAUSED_DUMP: "dump",
    libvirt.VIR_DOMAIN_PAUSED_IOERROR: "ioerror",
    libvirt.VIR_DOMAIN_PAUSED_WATCHDOG: "watchdog",
    libvirt.VIR_DOMAIN_PAUSED_SHUTTING_DOWN: "shutting-down",
    libvirt.VIR_DOMAIN_PAUSED_SNAPSHOT: "snapshot",
    libvirt.VIR_DOMAIN_PAUSED_CRASHED: "crashed",
    libvirt.VIR_DOMAIN_PAUSED_STARTING_UP: "starting-up",
}
_SHUTOFF_WORDS: dict[int, str] = {
    libvirt.VIR_DOMAIN_SHUTOFF_SHUTDOWN: "shutdown",
    libvirt.VIR_DOMAIN_SHUTOFF_DESTROYED: "destroyed",
    libvirt.VIR_DOMAIN_SHUTOFF_CRASHED: "crashed",
    libvirt.VIR_DOMAIN_SHUTOFF_SAVED: "saved",
    libvirt.VIR_DOMAIN_SHUTOFF_FAILED: "failed",
    libvirt.VIR_DOMAIN_SHUTOFF_DAEMON: "daemon",
}
_WORDS = {libvirt.VIR_DOMAIN_PAUSED: _PAUSED_WORDS, libvirt.VIR_DOMAIN_SHUTOFF: _SHUTOFF_WORDS}
_ONLY_WORDS = {libvirt.VIR_DOMAIN_CRASHED: "panicked", libvirt.VIR_DOMAIN_PMSUSPENDED: "asleep"}

_HELD = frozenset({"migration", "save", "dump", "shutting-down", "snapshot", "starting-up"})


def power_of(state: int, reason: int, *, saved: bool) -> tuple[PowerState, str | None]:
    """The power state and libvirt's reason; `saved`: the domain is off and has a managed-save image."""
    word = _ONLY_WORDS.get(state) or _WORDS.get(state, {}).get(reason)
    if is_held(state, reason):
        return PowerState.RUNNING, word  # nobody paused it: libvirt lets it go on, or off, in a moment
    if state == libvirt.VIR_DOMAIN_SHUTOFF and saved:
        return PowerState.SAVED, word
    if state == libvirt.VIR_DOMAIN_SHUTOFF and reason == libvirt.VIR_DOMAIN_SHUTOFF_CRASHED:
        return PowerState.CRASHED, word
    return _STATES.get(state, PowerState.UNKNOWN), word


def is_held(state: int, reason: int) -> bool:
    """Whether libvirt itself holds the guest still for some work of its own."""
    return state == libvirt.VIR_DOMAIN_PAUSED and _PAUSED_WORDS.get(reason) in _HELD

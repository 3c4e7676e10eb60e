"""Why a VM is paused or off, as a sentence for readers of the API. The console says it in its own language."""

from __future__ import annotations

from api_common.contract.agent_report import PowerReason
from api_common.contract.states import ReasonCode
from iaas_core.forms.replies import PowerReasonReply

_SENTENCES = {
    ReasonCode.DISK_FULL: "its disk {disk}could not be written: the file system that holds it on {host} is full; "
    "make room there, then resume it",
    ReasonCode.DISK_FAILED: "its disk {disk}on {host} could not be read or written; repair that, then resume it",
    ReasonCode.PANICKED: "its guest's system crashed (kernel panic); its screen shows the last words; stop it, "
    "or resume it to start anew",
    ReasonCode.WATCHDOG: "its guest's watchdog was not fed any more",
    ReasonCode.ASLEEP: "its guest went to sleep; resume it",
    ReasonCode.PAUSED_BY_HAND: "somebody paused it on {host} with other tools; resume it",
    ReasonCode.STOPPED: "it was stopped as asked for",
    ReasonCode.GUEST_SHUTDOWN: "it turned itself off",
    ReasonCode.CUT_BY_HAND: "somebody cut its power on {host} with other tools",
    ReasonCode.KILLED: "its process on {host} ended unexpectedly, for example for lack of memory on the host; "
    "it is not started again by itself",
    ReasonCode.ENDED_BY_HOST: "{host} ended its process, as it does when it is shut down",
    ReasonCode.HOST_LOST: "{host} lost power while it ran; it is started again",
    ReasonCode.HOST_LOST_STAYS: "{host} lost power while it ran; it stays off because autoStart is off",
    ReasonCode.HOST_LOST_OFTEN: "{host} lost power while it ran, again and again within an hour; it is not started "
    "any more by itself",
    ReasonCode.RESTART_FAILED: "{host} lost power while it ran, and starting it again failed: {error}",
}


def said(reason: PowerReason | None, host: str | None) -> PowerReasonReply | None:
    """The reason with its sentence; `host` is the name of the VM's host."""
    if reason is None:
        return None
    sentence = _SENTENCES[reason.code].format(
        disk=f"{reason.disk} " if reason.disk else "",
        host=f"host {host}" if host else "its host",
        error=reason.error or "see its operations",
    )
    return PowerReasonReply(**reason.model_dump(), message=sentence)

"""libvirt's errors -> ours, in one table. Only "no such domain" ever means that a domain is absent (D10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import libvirt

from api_common.errors import ErrorKind, IaasError

_KINDS: dict[int, ErrorKind] = {
    libvirt.VIR_ERR_NO_DOMAIN: ErrorKind.NOT_FOUND,
    libvirt.VIR_ERR_OPERATION_INVALID: ErrorKind.WRONG_STATE,
    libvirt.VIR_ERR_NO_CONNECT: ErrorKind.UNAVAILABLE,
    libvirt.VIR_ERR_INVALID_CONN: ErrorKind.UNAVAILABLE,
    libvirt.VIR_ERR_OPERATION_TIMEOUT: ErrorKind.TIMED_OUT,
    libvirt.VIR_ERR_AGENT_UNRESPONSIVE: ErrorKind.TIMED_OUT,
    libvirt.VIR_ERR_NO_MEMORY: ErrorKind.NO_CAPACITY,
}
_WIRE = (libvirt.VIR_FROM_RPC, libvirt.VIR_FROM_REMOTE)
_LAST_WORDS = {
    "Cannot allocate memory": ErrorKind.NO_CAPACITY,
    "Failed to find an available port": ErrorKind.UNAVAILABLE,  # of a screen: the next try has another
}
"""What QEMU says on its way out, and what that means."""
_SENTENCES = {
    "No more available PCI slots": "the running VM has no slot left for another device; stop it first",
    "does not support hotplugging": "a running VM cannot take such a device; stop it first",
}
"""libvirt's words that tell nobody what to do, and ours."""


HANGS = "hangs"
"""In an error's detail: whether the call that stood in the way has had no answer for long."""


def is_absent(error: libvirt.libvirtError) -> bool:
    """libvirt says that there is no such domain, and nothing else."""
    return bool(error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN)


def is_wrong_state(error: libvirt.libvirtError) -> bool:
    """The domain is not in a state to do this."""
    return bool(error.get_error_code() == libvirt.VIR_ERR_OPERATION_INVALID)


def translate(error: libvirt.libvirtError, doing: str) -> IaasError:
    """The same failure in our family."""
    code, message = error.get_error_code(), error.get_error_message() or str(error)
    kind = _KINDS.get(code, ErrorKind.HYPERVISOR_FAILED)
    if kind is ErrorKind.HYPERVISOR_FAILED and error.get_error_domain() in _WIRE:
        kind = ErrorKind.UNAVAILABLE  # the connection broke; the call may have worked, and will be repeated
    elif kind is ErrorKind.HYPERVISOR_FAILED:
        kind = next((meant for word, meant in _LAST_WORDS.items() if word in message), kind)
    message = next((ours for theirs, ours in _SENTENCES.items() if theirs in message), message)
    return IaasError(kind, f"{doing}: {message}", trail=[f"libvirt {code}"])


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Calls of libvirt inside fail as ours."""
    try:
        yield
    except libvirt.libvirtError as error:
        raise translate(error, doing) from error


@contextmanager
def fine_if_off() -> Iterator[None]:
    """A domain that went off since we looked is what was wanted."""
    try:
        yield
    except libvirt.libvirtError as error:
        if not is_wrong_state(error):
            raise

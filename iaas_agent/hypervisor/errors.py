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
    libvirt.VIR_ERR_INVALID_ARG: ErrorKind.INVALID_REQUEST,
}
_LOST = (libvirt.VIR_ERR_RPC, libvirt.VIR_ERR_SYSTEM_ERROR, libvirt.VIR_ERR_INTERNAL_ERROR)


def is_absent(error: libvirt.libvirtError) -> bool:
    """libvirt says that there is no such domain, and nothing else."""
    return bool(error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN)


def translate(error: libvirt.libvirtError, doing: str) -> IaasError:
    """The same failure in our family."""
    code = error.get_error_code()
    kind = _KINDS.get(code, ErrorKind.HYPERVISOR_FAILED)
    if code in _LOST and error.get_error_domain() in (libvirt.VIR_FROM_RPC, libvirt.VIR_FROM_REMOTE):
        kind = ErrorKind.UNAVAILABLE  # the connection broke; the call may have worked, and is repeated
    return IaasError(kind, f"{doing}: {error.get_error_message() or error}", trail=[f"libvirt {code}"])


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Calls of libvirt inside fail as ours."""
    try:
        yield
    except libvirt.libvirtError as error:
        raise translate(error, doing) from error

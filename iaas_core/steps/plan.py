"""What steps read out of an operation's plan."""

from __future__ import annotations

from api_common.contract.network import IpUsed
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import StepContext


def host_of(context: StepContext[Doors]) -> str | None:
    """The host that the operation works on; null for a VM that has none, for which rows of v1 have an empty text."""
    chosen = context.outputs.get("reserve_host") or context.input
    return chosen.get("hostUuid") or None


def require_host(context: StepContext[Doors]) -> str:
    """The host, where there is no work without one."""
    host = host_of(context)
    if host is None:
        raise IaasError(ErrorKind.WRONG_STATE, "this VM has no host; it can only be deleted")
    return host


def addresses_of(context: StepContext[Doors]) -> list[IpUsed]:
    """The addresses that were reserved with the operation."""
    return [IpUsed.model_validate(ip) for ip in context.input.get("ips", [])]

"""Who did what: the entries of the audit log. Written before the work, and again when it has ended; never changed."""

from __future__ import annotations

from api_common.contract.base import WireModel
from api_common.contract.envelope import PageQuery
from api_common.contract.sorting import AuditSort
from api_common.contract.states import AuditOutcome


class AuditEntry(WireModel):
    """A request that changes something, as it came in. No secret is ever in it."""

    id: int | None = None
    time: int | None = None
    action: str
    """`vm_create`: the name of the request in the description of the API."""
    user_id: int | None = None
    username: str | None = None
    credential: str | None = None
    """`session`, or the key's name as `api_key:<name>`."""
    group_id: int | None = None
    address: str = ""
    resource_type: str | None = None
    resource_key: str | None = None
    request_id: str = ""


class AuditEnd(WireModel):
    """How a request was answered: v1's code, the kind of a failure and its sentence, the operation that it started."""

    audit_id: int | None = None
    code: float
    kind: str | None = None
    reason: str | None = None
    resource_key: str | None = None
    operation_uuid: str | None = None


class AuditView(WireModel):
    """An entry with its end."""

    entry: AuditEntry
    outcome: AuditOutcome
    code: float | None = None
    reason: str | None = None
    operation_uuid: str | None = None
    end_time: int | None = None


class AuditFilter(PageQuery):
    """Filters combine with AND; absent means any. Times in epoch milliseconds, both ends included."""

    username: str | None = None
    action: str | None = None
    resource_type: str | None = None
    resource_key: str | None = None
    address: str | None = None
    outcome: AuditOutcome | None = None
    since: int | None = None
    until: int | None = None
    sort: AuditSort | None = None

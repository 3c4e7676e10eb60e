"""The audit log: an entry before a request is worked on, its end before the answer goes out; and reading it.

What cannot be noted is not done: while db_proxy is away nothing could change anyway.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from api_common.clients.accounts import AccountClient
from api_common.context import REQUEST_ID
from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter, AuditView
from api_common.contract.states import CredentialKind
from api_common.errors import IaasError
from iaas_core.auth.callers import Caller
from iaas_core.forms.account_replies import AuditReply
from iaas_core.forms.replies import PageReply

_LOG = logging.getLogger(__name__)
KEYS = {
    "vm": ("vmUuid", "uuid"),
    "device": ("vmUuid",),
    "volume": ("volumeUuid", "uuid"),
    "host": ("hostUuid", "uuid"),
    "image": ("uuid",),
    "operation": ("uuid",),
    "ip_segment": ("ipSegmentId", "id"),
}
"""Where requests and answers of an area name what they are about; elsewhere it is `id`. Nothing else of a body is
kept."""
_SAFE = re.compile(r"[\w.@-]{1,200}", re.ASCII)


class AuditLog:
    """`/audit/...`, and what the guard of all routes writes."""

    def __init__(self, accounts: AccountClient) -> None:
        self._accounts = accounts

    def begin(self, action: str, area: str, caller: Caller, address: str, asked: Mapping[str, Any]) -> int:
        """Note who is about to do what; the entry's id."""
        entry = AuditEntry(
            action=action,
            user_id=caller.user_id,
            username=caller.username if caller.user_id is not None else None,
            credential=_credential(caller),
            group_id=caller.group_id,
            address=address,
            resource_type=area,
            resource_key=_key_in(area, asked),
            request_id=REQUEST_ID.get(),
        )
        return self._accounts.begin_audit(entry)

    def end(self, audit_id: int, area: str, body: bytes) -> None:
        """Note the answer. If that fails the entry stays without an end, which says as much."""
        answer = _read(body)
        data = answer.get("data")
        made = data if isinstance(data, dict) else {}
        detail = answer.get("detail") or {}
        end = AuditEnd(
            audit_id=audit_id,
            code=answer.get("code", 200.0),
            kind=answer.get("kind"),
            reason=answer.get("log"),
            resource_key=_key_in(area, made),
            operation_uuid=made.get("operationUuid") or detail.get("operationUuid"),
        )
        try:
            self._accounts.end_audit(end)
        except IaasError as error:
            _LOG.error("the end of audit entry %s was not noted: %s", audit_id, error.describe())

    def page(self, query: AuditFilter) -> PageReply[AuditReply]:
        """Entries, newest first."""
        found = self._accounts.audit(query)
        rows = [_reply(view) for view in found.content]
        return PageReply(content=rows, total_pages=found.total_pages, total_elements=found.total_elements)


def _credential(caller: Caller) -> str | None:
    if caller.kind is CredentialKind.API_KEY:
        return f"api_key:{caller.credential_name}"
    return caller.kind.value if caller.kind else None


def _key_in(area: str, values: Mapping[str, Any]) -> str | None:
    for name in KEYS.get(area, ("id",)):
        text = str(values.get(name, ""))
        if _SAFE.fullmatch(text):
            return text
    return None


def _read(body: bytes) -> dict[str, Any]:
    try:
        decoded = json.loads(body)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _reply(view: AuditView) -> AuditReply:
    return AuditReply(
        **view.entry.model_dump(),
        outcome=view.outcome,
        code=view.code,
        reason=view.reason,
        operation_uuid=view.operation_uuid,
        end_time=view.end_time,
    )

"""The audit log: an entry before a request is worked on, its end before the answer goes out; and reading it.

What cannot be noted is not done: while db_proxy is away nothing could change anyway.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections import deque
from collections.abc import Mapping
from typing import Any

from api_common.clients.accounts import AccountClient
from api_common.context import REQUEST_ID
from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter, AuditView
from api_common.contract.request import KeyClaim, RequestBegin, RequestBegun, RequestEnd
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
MOST_KEPT = 2000
"""Answers that wait for db_proxy to be noted; the oldest are dropped. An entry without its end says as much."""
_SAFE = re.compile(r"[\w.@-]{1,200}", re.ASCII)


class AuditLog:
    """`/audit/...`, and what the guard of all routes writes."""

    def __init__(self, accounts: AccountClient) -> None:
        self._accounts = accounts
        self._lock = threading.Lock()
        self._kept: deque[RequestEnd] = deque(maxlen=MOST_KEPT)
        self._writing = False

    def begin(
        self,
        action: str,
        area: str,
        caller: Caller,
        address: str,
        asked: Mapping[str, Any],
        key: KeyClaim | None = None,
    ) -> RequestBegun:
        """Note who is about to do what, and claim the request's key."""
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
        return self._accounts.begin_request(RequestBegin(entry=entry, key=key))

    def end_of(self, audit_id: int, area: str, answer: Mapping[str, Any]) -> RequestEnd:
        """What is to be noted of an answer."""
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
        return RequestEnd(end=end)

    def end(self, end: RequestEnd) -> None:
        """Note an answer. While db_proxy is away it is kept and noted as soon as the feed is followed again."""
        try:
            self._accounts.end_request(end)
        except IaasError as error:
            if not error.retryable:
                _LOG.error("the end of audit entry %s was not noted: %s", end.end.audit_id, error.describe())
                return
            with self._lock:
                if len(self._kept) == MOST_KEPT:
                    _LOG.error("the end of audit entry %s is lost: too many are kept", self._kept[0].end.audit_id)
                self._kept.append(end)

    def followed(self, yes: bool) -> None:
        """Whether db_proxy's feed is followed: what was kept is noted now, by a thread of its own."""
        with self._lock:
            if not yes or not self._kept or self._writing:
                return
            self._writing = True
        threading.Thread(target=self._write_kept, name="audit", daemon=True).start()

    def _write_kept(self) -> None:
        try:
            while self._kept:
                end = self._kept[0]
                self._accounts.end_request(end)
                with self._lock:
                    if self._kept and self._kept[0] is end:
                        self._kept.popleft()
        except IaasError as error:
            _LOG.warning("%s answers are still to be noted: %s", len(self._kept), error.describe())
            if not error.retryable:  # it would never go
                with self._lock:
                    self._kept.popleft()
        finally:
            self._writing = False

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


def read(body: bytes) -> dict[str, Any]:
    """An answer's envelope."""
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

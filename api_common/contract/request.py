"""A request that changes something, before and after the work: its entry in the audit log and its idempotency key.

iaas_core writes both ends; what the work wrote in between, db_proxy notes beside the key in the work's transaction.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from api_common.contract.audit import AuditEnd, AuditEntry
from api_common.contract.base import WireModel


class KeyClaim(WireModel):
    """Somebody begins a request under a key. `claim` is the name of this try: only its writes count.

    `holder` is the process by the port that it has bound, `boot` this life of it: a claim of an earlier life is free.
    """

    key: str
    digest: str
    claim: str
    holder: str
    boot: str
    lease_seconds: float


class KeyState(StrEnum):
    """What is known of a key."""

    NEW = "new"
    """Nothing: the work is to be done."""
    AGAIN = "again"
    """It was begun before, and nobody knows how far it came; nothing of it is in the database."""
    ANSWERED = "answered"
    DONE = "done"
    """The work was done; its answer was lost, or is still to come."""
    WORKING = "working"
    OTHER = "other"
    """The key was used for another request."""


class RequestBegin(WireModel):
    """Who is about to do what, and under which key."""

    entry: AuditEntry
    key: KeyClaim | None = None


class RequestBegun(WireModel):
    """`answer` is the text that was answered; `effect` what the work left: an `operationUuid` or a `row`."""

    audit_id: int
    state: KeyState = KeyState.NEW
    answer: str | None = None
    effect: dict[str, Any] | None = None


class RequestEnd(WireModel):
    """How it was answered. Without an `answer` to keep the key is free again, unless the work left something or, with
    `unsure`, may have left something elsewhere."""

    end: AuditEnd
    key: str | None = None
    claim: str | None = None
    answer: str | None = None
    unsure: bool = False

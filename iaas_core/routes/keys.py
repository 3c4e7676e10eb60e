"""`Idempotency-Key`: the same key again by the same user gets the same answer, or the same operation, for a day.

Stands in the guard before every request that changes something, so that no route can forget it and checks come after
the key. A refusal is not remembered: nothing was done, and the next try may find what the first one missed. Secrets are
never kept: neither those of a request nor those of an answer.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute

from api_common.contract.request import KeyClaim, KeyState, RequestBegun, RequestEnd
from api_common.errors import RETRYABLE, ErrorKind, IaasError, invalid
from api_common.identity import new_uuid
from iaas_core.auth.callers import Caller
from iaas_core.forms.base import KEY_HEADER as HEADER
from iaas_core.forms.base import KEY_PATTERN

REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(KEY_PATTERN)
LEASE_SECONDS = 180.0
"""Longer than any request is worked on; a key whose process died is free after it, or when the process is back."""
WAIT_SECONDS = 60.0
ASKED_SECRETS = frozenset({"password", "oldPassword", "newPassword"})
ANSWERED_SECRETS = frozenset({"password", "key", "token", "ticket", "vncPassword"})
SHOWN_ONCE = "the secret was in the first answer only; it is not kept"


class Keys:
    """One for the application."""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._boot = new_uuid()
        self._working: dict[str, asyncio.Event] = {}

    def claim(self, request: Request, route: APIRoute, caller: Caller, body: bytes) -> KeyClaim | None:
        """What a request's key is asked with; null without a key."""
        key = request.headers.get(HEADER)
        if key is None:
            return None
        if not _KEY.fullmatch(key):
            raise invalid(HEADER, "must be 1 to 200 visible ASCII characters")
        return KeyClaim(
            key=f"{caller.user_id or caller.username}:{key}",
            digest=_digest(route.path, request.query_params, body),
            claim=new_uuid(),
            holder=self._holder,
            boot=self._boot,
            lease_seconds=LEASE_SECONDS,
        )

    @asynccontextmanager
    async def turn(self, claim: KeyClaim | None, *, at_once: bool) -> AsyncIterator[None]:
        """One request of a key at a time in this process: the others wait for its answer, which will be theirs."""
        if claim is None or (at_once and claim.key in self._working):
            yield
            return
        async with asyncio.timeout(WAIT_SECONDS) as waiting:
            while (other := self._working.get(claim.key)) is not None:
                await other.wait()
            waiting.reschedule(None)
        self._working[claim.key] = asyncio.Event()
        try:
            yield
        finally:
            self._working.pop(claim.key).set()


def refusal(begun: RequestBegun) -> IaasError | None:
    """Why nothing is done under a key."""
    if begun.state is KeyState.OTHER:
        text = f"{HEADER}: this key was used for another request; use a new one"
        return IaasError(ErrorKind.CONFLICT, text, detail={"field": HEADER})
    if begun.state is KeyState.WORKING:
        return still_working()
    return None


def still_working() -> IaasError:
    """Two equal requests at once: the second is not done."""
    text = f"{HEADER}: the request of this key is still being worked on; ask again in a moment"
    return IaasError(ErrorKind.CONFLICT, text, detail={"field": HEADER, "inProgress": True})


def end_of(end: RequestEnd, claim: KeyClaim | None, answer: Mapping[str, Any], body: bytes) -> RequestEnd:
    """What is kept of an answer. One that says `perhaps` keeps the key for whoever asks how it ended."""
    if claim is None:
        return end
    kept = _kept(answer, body) if answer.get("code") == 200.0 else None
    unsure = answer.get("kind") in RETRYABLE
    return end.model_copy(update={"key": claim.key, "claim": claim.claim, "answer": kept, "unsure": unsure})


def _kept(answer: Mapping[str, Any], body: bytes) -> str:
    data = answer.get("data")
    secrets = {name for name in ANSWERED_SECRETS if isinstance(data, dict) and data.get(name)}
    if not secrets:
        return body.decode()
    bare = {name: value for name, value in dict(data or {}).items() if name not in secrets}
    told = [*answer.get("warnings", []), SHOWN_ONCE]
    return json.dumps({**answer, "data": bare, "warnings": told}, ensure_ascii=False, separators=(",", ":"))


def _digest(path: str, query: Mapping[str, str], body: bytes) -> str:
    """Recognises the same request, however its fields are ordered; what was typed as a password is left out."""
    try:
        form = json.loads(body) if body else {}
    except (ValueError, RecursionError):  # it will be refused
        form = body.hex()
    if isinstance(form, dict):
        form = {name: value for name, value in form.items() if name not in ASKED_SECRETS}
    told = json.dumps([path, dict(query), form], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()

"""Tokens -> callers. What was looked up is kept while the change feed is followed, which tells when it is over.

Somebody who is disabled, moved or signed out loses their rights with the next request: at once in the process that did
it, in others when the news comes by. While the feed is not followed every token is looked up. How long a token is good
is said by db_proxy and measured by the monotonic clock: setting the clock of this machine signs nobody out.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from api_common.clients.accounts import AccountClient
from api_common.clock import Clock
from api_common.contract.account import Holder
from api_common.contract.event import EventRow
from api_common.contract.states import CredentialKind, ResourceType
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import Caller
from iaas_core.auth.tokens import digest_of, looks_right

MOST_KEPT = 10_000
USE_NOTED_MS = 3_600_000
"""How exactly the last use of a key is known."""
SIGN_IN_FIRST = "sign in first: POST /user/login gives a token for the header `Authorization: Bearer <token>`"


class Identities:
    """Shared by all requests."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Caller] = OrderedDict()
        self._generation = 0
        self._followed = False

    # --- keeping ---

    def clear(self) -> None:
        """What somebody may do may have changed."""
        with self._lock:
            self._generation += 1
            self._kept.clear()

    def heard(self, events: Sequence[EventRow]) -> None:
        """News from the feed. A new token changes nothing of those that are known."""
        for event in events:
            gone = event.resource_type is ResourceType.CREDENTIAL and event.kind == "removed"
            if gone or event.resource_type is ResourceType.USER:
                self.clear()
                return

    def followed(self, yes: bool) -> None:
        """Whether the feed is followed. What happened in a gap is unknown."""
        if yes != self._followed:
            self.clear()
            self._followed = yes

    # --- asking ---

    def known(self, header: str) -> Caller | None:
        """The caller of an Authorization header without asking anybody; null if that has to be done."""
        token = _token(header)
        with self._lock:
            found = self._kept.get(digest_of(token))
        return found if found is not None and self._is_valid(found) else None

    def of(self, header: str, accounts: AccountClient) -> Caller:
        """The caller of an Authorization header; `unauthenticated` without a token that is good now."""
        digest = digest_of(_token(header))
        generation = self._generation
        holder = accounts.holder(digest)
        caller = self.caller_of(holder)
        self._note_use(holder, accounts)
        with self._lock:
            if self._followed and generation == self._generation:
                self._kept[digest] = caller
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return caller

    def caller_of(self, holder: Holder) -> Caller:
        """Who holds a token; `unauthenticated` if it is not good any more."""
        left = holder.left_ms
        if left is None:
            left = holder.credential.expires_at - self._clock.now_ms()
        caller = Caller.of(holder, self._clock.monotonic() + left / 1000)
        if not self._is_valid(caller):
            raise IaasError(ErrorKind.UNAUTHENTICATED, f"the token has expired; {SIGN_IN_FIRST}")
        if not holder.user.enabled:
            raise IaasError(ErrorKind.UNAUTHENTICATED, "the account is disabled")
        return caller

    def _is_valid(self, caller: Caller) -> bool:
        return caller.valid_until is None or caller.valid_until > self._clock.monotonic()

    def _note_use(self, holder: Holder, accounts: AccountClient) -> None:
        credential = holder.credential
        long_ago = self._clock.now_ms() - (credential.last_used_at or 0) > USE_NOTED_MS
        if credential.kind is CredentialKind.API_KEY and credential.id is not None and long_ago:
            accounts.note_use(credential.id)


def _token(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not looks_right(token):
        raise IaasError(ErrorKind.UNAUTHENTICATED, SIGN_IN_FIRST)
    return token

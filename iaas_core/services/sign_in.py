"""Signing in and out, the own password, and tickets of event streams.

An unknown user and a wrong password are answered alike, after the same work. Attempts are counted by db_proxy, under
the account's name and under the address, before the password is looked at.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api_common.clients.accounts import AccountClient
from api_common.clock import Clock
from api_common.context import REQUEST_ID
from api_common.contract.account import Attempt, AttemptAnswer, Credential, NewCredential, PasswordChange, SignIn, User
from api_common.contract.audit import AuditEnd
from api_common.contract.states import CredentialKind
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import Caller
from iaas_core.auth.passwords import Passwords, check_new
from iaas_core.auth.tokens import digest_of, new_token
from iaas_core.envelope_codes import Code
from iaas_core.forms.account import ChangePasswordForm, LoginForm
from iaas_core.forms.account_replies import LoginReply, TicketReply, UserReply
from iaas_core.forms.replies import MessageReply

MOST_SESSIONS = 50
MOST_TICKETS = 20
TICKET_MS = 30_000
TURNS = 64
TURN_SECONDS = 10.0
REFUSED = "the user name or the password is wrong"


class SignIns:
    """`/user/login|logout|current|change_password` and `/event/ticket`."""

    def __init__(self, accounts: AccountClient, passwords: Passwords, clock: Clock, *, session_hours: float) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._clock = clock
        self._session_ms = int(session_hours * 3_600_000)
        self._turns = [threading.Lock() for _ in range(TURNS)]

    def login(self, form: LoginForm, address: str) -> LoginReply:
        """A session for whoever knows the password; `unauthenticated`, or a time to wait, for everybody else."""
        attempt = _attempt(form.username, address)
        with self._turn_of(attempt):
            return self._signed_in(form, attempt)

    def _signed_in(self, form: LoginForm, attempt: Attempt) -> LoginReply:
        answer = self._begin(attempt)
        user = self._user_of(answer, form.password)
        if user is None:
            end = AuditEnd(audit_id=answer.audit_id, code=Code.UNAUTHENTICATED.value.number, reason=REFUSED)
            self._accounts.end_audit(end.model_copy(update={"kind": ErrorKind.UNAUTHENTICATED.value}))
            raise IaasError(ErrorKind.UNAUTHENTICATED, REFUSED)
        token, session = self._new(CredentialKind.SESSION, user.id, self._session_ms, MOST_SESSIONS)
        weak = answer.password_hash is not None and self._passwords.is_weak(answer.password_hash)
        newer = self._passwords.digest(form.password) if weak else None
        opened = SignIn(
            attempt=attempt,
            audit_id=answer.audit_id,
            session=session,
            checked_hash=answer.password_hash,
            password_hash=newer,
        )
        holder = self._accounts.open_session(opened)
        return LoginReply(token=token, expires_at=holder.credential.expires_at, user=user_reply(holder.user))

    def logout(self, caller: Caller) -> MessageReply:
        """The session ends; a key stays (delete it instead)."""
        if caller.kind is CredentialKind.SESSION and caller.user_id and caller.credential_id:
            self._accounts.remove_credential(caller.user_id, caller.credential_id)
        return MessageReply()

    def current(self, caller: Caller) -> UserReply:
        """The account behind the token."""
        if caller.user_id is None:
            return UserReply(username=caller.username, role=caller.role)
        return user_reply(self._accounts.user(caller.user_id))

    def change_password(self, form: ChangePasswordForm, caller: Caller) -> MessageReply:
        """A new password for oneself; other sessions end."""
        user_id = _own_id(caller)
        if not self._passwords.matches(form.old_password, self._accounts.password_hash(user_id)):
            raise IaasError(ErrorKind.FORBIDDEN, "oldPassword: is wrong", detail={"field": "oldPassword"})
        check_new("newPassword", form.new_password, caller.username)
        if form.new_password == form.old_password:
            raise IaasError(ErrorKind.INVALID_REQUEST, "newPassword: is the old one", detail={"field": "newPassword"})
        change = PasswordChange(
            password_hash=self._passwords.digest(form.new_password), keep_credential_id=caller.credential_id
        )
        self._accounts.set_password(user_id, change)
        return MessageReply()

    def ticket(self, caller: Caller) -> TicketReply:
        """For one event stream, within half a minute."""
        if caller.user_id is None:
            raise IaasError(ErrorKind.WRONG_STATE, "streams need no ticket while AUTH_MODE is none")
        token, new = self._new(CredentialKind.TICKET, caller.user_id, TICKET_MS, MOST_TICKETS, caller.credential_id)
        return TicketReply(ticket=token, expires_at=self._accounts.add_credential(new).expires_at)

    # --- helpers ---

    @contextmanager
    def _turn_of(self, attempt: Attempt) -> Iterator[None]:
        """One attempt for an account at a time: programs that sign in together must not count as guesses."""
        turn = self._turns[int(attempt.account_key, 16) % TURNS]
        if not turn.acquire(timeout=TURN_SECONDS):
            raise _come_again("too many sign-ins at once", 1)
        try:
            yield
        finally:
            turn.release()

    def _begin(self, attempt: Attempt) -> AttemptAnswer:
        answer = self._accounts.begin_attempt(attempt)
        if answer.wait_ms:
            raise _come_again("too many failed sign-ins", math.ceil(answer.wait_ms / 1000))
        return answer

    def _user_of(self, answer: AttemptAnswer, password: str) -> User | None:
        right = self._passwords.matches(password, answer.password_hash)
        return answer.user if right and answer.user and answer.user.enabled else None

    def _new(
        self, kind: CredentialKind, user_id: int | None, lasts_ms: int, most: int, parent_id: int | None = None
    ) -> tuple[str, NewCredential]:
        assert user_id is not None
        token = new_token(kind)
        about = self._clock.now_ms() + lasts_ms  # db_proxy's clock has the last word
        credential = Credential(kind=kind, user_id=user_id, expires_at=about, parent_id=parent_id)
        return token, NewCredential(credential=credential, digest=digest_of(token), lasts_ms=lasts_ms, most=most)


def _come_again(why: str, seconds: int) -> IaasError:
    text = f"{why}; try again in {seconds} s"
    return IaasError(ErrorKind.UNAVAILABLE, text, detail={"retryAfterSeconds": seconds})


def user_reply(user: User) -> UserReply:
    """An account as it is shown."""
    return UserReply(**user.model_dump(exclude={"revision"}))


def _attempt(username: str, address: str) -> Attempt:
    return Attempt(
        username=username,
        account_key=hashlib.sha256(f"account {username}".encode()).hexdigest(),
        address_key=hashlib.sha256(f"address {address}".encode()).hexdigest(),
        address=address,
        request_id=REQUEST_ID.get(),
    )


def _own_id(caller: Caller) -> int:
    if caller.user_id is None:
        raise IaasError(ErrorKind.WRONG_STATE, "nobody has signed in: there is no account whose password could change")
    return caller.user_id

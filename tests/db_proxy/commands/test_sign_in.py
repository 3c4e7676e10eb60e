"""Signing in: failures that make people wait, and the tokens that come of success."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import String, cast, select, union_all

from api_common.contract.account import (
    Attempt,
    AttemptAnswer,
    Credential,
    Holder,
    NewCredential,
    PasswordChange,
    SignIn,
    User,
    UserChange,
)
from api_common.contract.audit import AuditFilter
from api_common.contract.states import AuditOutcome, CredentialKind, Role
from api_common.errors import ErrorKind
from db_proxy.commands import accounts, sign_in
from db_proxy.commands.unit import Writer
from db_proxy.queries import accounts as queries
from db_proxy.queries.audit import entries
from db_proxy.queries.events import events_after
from db_proxy.queries.reader import Reader
from db_proxy.tables import AUDIT, AUDIT_END, EVENT
from tests.db_proxy.people import HOUR_MS, People, id_of
from tests.helpers.clock import ManualClock
from tests.helpers.db import refused, together

DAY = 86_400
API_KEY, TICKET = CredentialKind.API_KEY, CredentialKind.TICKET
LOCK_MS = 15 * 60_000


def attempt(name: str, address: str = "10.0.0.1") -> Attempt:
    return Attempt(username=name, account_key=f"key of {name}", address_key=f"key of {address}", address=address)


class Door:
    """Tries to get in."""

    def __init__(self, write: Writer, clock: ManualClock) -> None:
        self._write = write
        self._clock = clock

    def tries(self, name: str, address: str = "10.0.0.1") -> AttemptAnswer:
        """An attempt that nothing comes of."""
        return self._write(sign_in.begin_attempt, attempt(name, address))

    def waits(self, name: str, times: int, address: str = "10.0.0.1") -> list[int]:
        """Attempts, each made as soon as one may; how long each had to wait, in milliseconds."""
        seen = []
        for _ in range(times):
            seen.append(self.tries(name, address).wait_ms)
            if seen[-1]:
                self._clock.advance(seen[-1] / 1000)
                assert self.tries(name, address).wait_ms == 0
        return seen

    def opens(self, user: User, answer: AttemptAnswer, digest: str, **options: Any) -> Holder:
        """The attempt succeeds."""
        credential = Credential(
            kind=CredentialKind.SESSION, user_id=id_of(user), expires_at=self._clock.now_ms() + HOUR_MS
        )
        opened = SignIn(
            attempt=attempt(user.username),
            audit_id=answer.audit_id,
            session=NewCredential(credential=credential, digest=digest, most=3),
            checked_hash=answer.password_hash,
            **options,
        )
        return self._write(sign_in.open_session, opened)


@pytest.fixture
def door(write: Writer, clock: ManualClock) -> Door:
    return Door(write, clock)


# --- failures ---


def test_some_failures_are_free_and_then_waits_double_up_to_a_lock(door: Door) -> None:
    seen = door.waits("alice", 15)
    doubling = [1000 * 2**n for n in range(10)]
    assert seen == [0, 0, 0, *doubling, LOCK_MS, LOCK_MS]


def test_who_comes_too_early_is_told_how_long_and_not_counted(door: Door, clock: ManualClock) -> None:
    door.waits("alice", 5)
    for _ in range(20):
        answer = door.tries("alice")
        assert answer == AttemptAnswer(wait_ms=4000), "nothing of the account is told"
    clock.advance(3.5)
    assert door.tries("alice").wait_ms == 500
    clock.advance(0.5)
    assert door.tries("alice").wait_ms == 0


def test_failures_are_forgotten_after_a_day(door: Door, clock: ManualClock) -> None:
    door.waits("alice", 12)
    clock.advance(DAY)
    assert door.waits("alice", 2) == [0, LOCK_MS], "the wait was over, but not the count"
    clock.advance(DAY + 1)
    assert door.waits("alice", 4) == [0, 0, 0, 1000]


def test_an_address_has_more_free_failures_whatever_the_names(door: Door) -> None:
    for number in range(50):
        assert door.tries(f"user{number}").wait_ms == 0
    assert door.tries("somebody else").wait_ms == 1000
    assert door.tries("somebody else", "10.0.0.2").wait_ms == 0


def test_an_address_is_forgiven_with_time_but_not_its_wait(door: Door, clock: ManualClock) -> None:
    for number in range(50):
        door.tries(f"early{number}")
    clock.advance(120)
    for number in range(10):
        assert door.tries(f"late{number}").wait_ms == 0, "ten were forgiven"
    assert door.tries("one more").wait_ms == 1000
    clock.advance(0.999)
    assert door.tries("one more").wait_ms == 1


def test_attempts_at_the_same_moment_all_count(write: Writer, write_elsewhere: Writer) -> None:
    writers = [write, write_elsewhere] * 8
    answers, refusals = together([partial(each, sign_in.begin_attempt, attempt("alice")) for each in writers])
    assert not refusals
    assert sorted(answer.wait_ms for answer in answers) == [0] * 3 + [1000] * 13, "three are let through"


def test_unknown_names_behave_like_known_ones(
    door: Door, people: People, clock: ManualClock, statements: Callable[[Callable[[], Any]], int]
) -> None:
    people.user("alice")
    costs = [statements(partial(door.tries, name, f"place of {name}")) for name in ("alice", "nobody")]
    assert costs[0] == costs[1]
    assert door.waits("alice", 13, "10.0.0.1") == door.waits("nobody", 13, "10.0.0.2")
    clock.advance(2 * DAY)
    known, unknown = door.tries("alice", "a"), door.tries("nobody", "b")
    assert (known.user is None, unknown.user, unknown.password_hash) == (False, None, None)
    assert known.password_hash == "hash of alice" and None not in (known.audit_id, unknown.audit_id)


def test_success_clears_the_account_but_not_the_address(door: Door, people: People) -> None:
    user = people.user("alice")
    for number in range(47):
        door.tries(f"user{number}")
    for _ in range(2):
        door.tries("alice")
    door.opens(user, door.tries("alice"), "digest")
    assert door.tries("alice", "10.0.0.9").wait_ms == 0
    assert door.tries("x").wait_ms == 0, "the fiftieth failure of this address: the success was none"
    assert door.tries("x").wait_ms == 1000
    assert door.waits("alice", 3, "10.0.0.8") == [0, 0, 1000], "counted anew, with the one before"


# --- sessions ---


def test_a_session_opens_as_its_user(door: Door, people: People, read: Reader, clock: ManualClock) -> None:
    user = people.user("alice")
    holder = door.opens(user, door.tries("alice"), "digest")
    assert holder == read(queries.holder, "digest", clock.now_ms())
    assert holder.user == user.model_copy(update={"last_login_time": clock.now_ms()})
    assert (holder.credential.create_time, holder.credential.user_id) == (clock.now_ms(), user.id)
    (entry,) = read(entries, AuditFilter()).content
    assert (entry.entry.action, entry.entry.username, entry.outcome) == ("user_login", "alice", AuditOutcome.SUCCESS)
    with refused(ErrorKind.UNAUTHENTICATED):
        read(queries.holder, "another")


def test_a_newer_digest_of_the_password_is_kept(door: Door, people: People, read: Reader) -> None:
    user = people.user("alice")
    door.opens(user, door.tries("alice"), "digest", password_hash="stronger")
    assert read(queries.password_hash, id_of(user)) == "stronger"


@pytest.mark.parametrize("meanwhile", ["disabled", "deleted", "new password"])
def test_what_happens_meanwhile_counts(
    door: Door, write: Writer, people: People, read: Reader, clock: ManualClock, meanwhile: str
) -> None:
    """The old password is right when it is looked at, and the session would outlive the account or the password."""
    user = people.user("alice")
    answer = door.tries("alice")
    if meanwhile == "disabled":
        write(accounts.edit_user, id_of(user), UserChange(fields={"enabled": False}))
    elif meanwhile == "deleted":
        write(accounts.delete_user, id_of(user))
    else:
        write(accounts.set_password, id_of(user), PasswordChange(password_hash="new"))
    with refused(ErrorKind.UNAUTHENTICATED):
        door.opens(user, answer, "digest", password_hash="stronger digest of the old password")
    with refused(ErrorKind.UNAUTHENTICATED):
        read(queries.holder, "digest")
    if meanwhile == "new password":
        assert read(queries.password_hash, id_of(user)) == "new"


def test_the_oldest_sessions_make_room(door: Door, people: People, read: Reader) -> None:
    user, other = people.user("alice"), people.user("bob")
    people.token(other, "others")
    people.token(user, "key", API_KEY)
    for number in range(5):
        door.opens(user, door.tries("alice"), f"session{number}")
    for digest in ("session2", "session3", "session4", "others", "key"):
        assert read(queries.holder, digest)
    for digest in ("session0", "session1"):
        with refused(ErrorKind.UNAUTHENTICATED):
            read(queries.holder, digest)


# --- keys ---


def test_too_many_keys_are_refused(write: Writer, people: People, read: Reader, clock: ManualClock) -> None:
    user, other = people.user(), people.user()
    keys = [people.token(user, f"key{n}", API_KEY, most=2, name=f"k{n}") for n in range(2)]
    with refused(ErrorKind.WRONG_STATE):
        people.token(user, "key2", API_KEY, most=2)
    people.token(other, "others", API_KEY, most=2)
    assert read(queries.api_keys, id_of(user)) == keys
    write(sign_in.remove_credential, id_of(keys[0]), id_of(user))
    people.token(user, "key3", API_KEY, most=2)
    clock.advance(5)
    write(sign_in.note_use, id_of(keys[1]))
    assert read(queries.holder, "key1").credential.last_used_at == clock.now_ms()
    write(sign_in.note_use, id_of(keys[0]))


def test_of_many_keys_at_once_as_many_as_may_be_are_made(people: People, read: Reader) -> None:
    user = people.user()
    made, refusals = together([partial(people.token, user, f"key{n}", API_KEY, most=5) for n in range(8)])
    assert (len(made), [error.kind for error in refusals]) == (5, [ErrorKind.WRONG_STATE] * 3)
    assert len(read(queries.api_keys, id_of(user))) == 5


def test_a_key_of_somebody_else_is_not_there(write: Writer, people: People, read: Reader) -> None:
    user, other = people.user(), people.administrator()
    key = people.token(user, "key", API_KEY)
    for credential_id, user_id in ((id_of(key), id_of(other)), (9999, id_of(user)), (2**40, id_of(user))):
        with refused(ErrorKind.NOT_FOUND):
            write(sign_in.remove_credential, credential_id, user_id)
    assert read(queries.holder, "key")
    with refused(ErrorKind.NOT_FOUND):
        people.token(user.model_copy(update={"id": 9999}), "x")
    with refused(ErrorKind.CONFLICT):
        people.token(other, "key", API_KEY)


# --- tickets ---


def test_a_ticket_is_used_once(write: Writer, people: People, read: Reader) -> None:
    user = people.user("alice")
    session = people.token(user, "session")
    people.token(user, "ticket", TICKET, parent_id=session.id)
    with refused(ErrorKind.UNAUTHENTICATED):
        read(queries.holder, "ticket")
    with refused(ErrorKind.UNAUTHENTICATED):
        write(sign_in.take_ticket, "session")
    assert write(sign_in.take_ticket, "ticket") == Holder(credential=session, user=user, left_ms=HOUR_MS)
    with refused(ErrorKind.UNAUTHENTICATED):
        write(sign_in.take_ticket, "ticket")


def test_of_many_who_use_a_ticket_at_once_one_gets_in(write: Writer, write_elsewhere: Writer, people: People) -> None:
    user = people.user()
    people.token(user, "ticket", TICKET, parent_id=people.token(user, "session").id)
    holders, refusals = together(
        [partial(each, sign_in.take_ticket, "ticket") for each in [write, write_elsewhere] * 4]
    )
    assert (len(holders), {error.kind for error in refusals}) == (1, {ErrorKind.UNAUTHENTICATED})


def test_a_ticket_expires_and_ends_with_its_session(write: Writer, people: People, clock: ManualClock) -> None:
    user = people.user()
    session = people.token(user, "session")
    soon = clock.now_ms() + 30_000
    for digest in ("a", "b"):
        people.token(user, digest, TICKET, parent_id=session.id, expires_at=soon)
    people.token(user, "c", TICKET, parent_id=session.id, expires_at=soon + 10 * HOUR_MS)
    people.token(user, "of nothing", TICKET)
    clock.advance(29.999)
    write(sign_in.take_ticket, "a")
    clock.advance(0.001)
    with refused(ErrorKind.UNAUTHENTICATED):
        write(sign_in.take_ticket, "b")
    with refused(ErrorKind.UNAUTHENTICATED):
        write(sign_in.take_ticket, "of nothing")
    clock.advance(3600)
    with refused(ErrorKind.UNAUTHENTICATED):
        write(sign_in.take_ticket, "c")


def test_a_ticket_of_a_session_that_was_ended_opens_nothing(write: Writer, people: People) -> None:
    user = people.user()
    session = people.token(user, "session")
    people.token(user, "ticket", TICKET, parent_id=session.id)
    write(sign_in.remove_credential, id_of(session), id_of(user))
    with refused(ErrorKind.UNAUTHENTICATED):
        write(sign_in.take_ticket, "ticket")


# --- what is written down ---


def test_no_secret_is_in_the_feed_or_the_audit_log(door: Door, write: Writer, people: People, read: Reader) -> None:
    user = people.user("alice")
    door.tries("hunter2 typed as a name")
    door.opens(user, door.tries("alice"), "SECRETdigest1", password_hash="SECRETnewer")
    people.token(user, "SECRETdigest2", API_KEY)
    key = people.token(user, "SECRETdigest3", TICKET)
    write(sign_in.remove_credential, id_of(key), id_of(user))
    write(accounts.set_password, id_of(user), PasswordChange(password_hash="SECREThash"))
    write(accounts.delete_user, id_of(user))
    texts = [column for table in (AUDIT, AUDIT_END, EVENT) for column in table.columns]
    everything = union_all(*[select(cast(column, String)) for column in texts])
    written = read(lambda connection: " ".join(str(value) for value in connection.execute(everything).scalars()))
    assert "alice" in written and "user_login" in written and "api_key" in written
    for secret in ("SECRET", "hash of alice", "hunter2"):
        assert secret not in written


def test_an_attempt_is_noted_before_it_is_known_how_it_ends(door: Door, people: People, read: Reader) -> None:
    user = people.user("alice")
    door.tries("alice")
    door.tries("nobody")
    door.opens(user, door.tries("alice"), "digest")
    found = read(entries, AuditFilter(action="user_login")).content
    assert [(view.entry.username, view.outcome) for view in found] == [
        ("alice", AuditOutcome.SUCCESS),
        (None, AuditOutcome.UNKNOWN),
        ("alice", AuditOutcome.UNKNOWN),
    ]
    assert found[0].entry.resource_key == str(user.id) and user.role is Role.MEMBER
    assert read(events_after, 0, 100).last > 0


@pytest.mark.parametrize("jump", [3600, 10 * 365 * 86_400, -3600])
def test_a_clock_that_jumps_signs_nobody_out(
    jump: int, write: Writer, people: People, read: Reader, clock: ManualClock
) -> None:
    user = people.user("alice")
    new = NewCredential(
        credential=Credential(kind=CredentialKind.SESSION, user_id=id_of(user), expires_at=0),
        digest="d",
        lasts_ms=HOUR_MS,
    )
    write(sign_in.add_credential, new)
    clock.jump(jump)
    assert (read(queries.holder, "d", write.steady_ms()).left_ms or 0) > HOUR_MS - 1000
    clock.advance(2 * 3600)
    assert read(queries.holder, "d", write.steady_ms()).left_ms == 0

"""Keys of requests: what is known of one, whoever dies when; and that work and knowledge are written together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from api_common.context import REQUEST_KEY
from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter
from api_common.contract.request import KeyClaim, KeyState, RequestBegin, RequestBegun, RequestEnd
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind
from db_proxy.commands.operations import start_operation
from db_proxy.commands.requests import begin_request, end_request
from db_proxy.commands.retention import prune
from db_proxy.commands.unit import Writer
from db_proxy.queries.audit import entries
from db_proxy.queries.reader import Reader
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, operation_start, refused, together

CLAIM = KeyClaim(key="7:k", digest="d", claim="first", holder="core", boot="b1", lease_seconds=60)
Begin = Callable[..., RequestBegun]


@pytest.fixture
def begin(write: Writer) -> Begin:
    def begun(**fields: Any) -> RequestBegun:
        claim = CLAIM.model_copy(update=fields)
        return write(begin_request, RequestBegin(entry=AuditEntry(action="vm_start"), key=claim))

    return begun


@contextmanager
def request(claim: str = "first") -> Iterator[None]:
    """What is written in here is written for the request."""
    token = REQUEST_KEY.set(f"{claim} 7:k")
    try:
        yield
    finally:
        REQUEST_KEY.reset(token)


def end(write: Writer, begun: RequestBegun, answer: str | None = None, **fields: Any) -> None:
    told = AuditEnd(audit_id=begun.audit_id, code=200.0 if answer else 202.0)
    write(end_request, RequestEnd(end=told, key="7:k", claim="first", answer=answer, **fields))


def test_an_answer_is_kept_as_it_was(write: Writer, begin: Begin, read: Reader) -> None:
    first = begin()
    assert first.state is KeyState.NEW
    for _ in range(2):
        end(write, first, '{"code":200.0}')
    again = begin(claim="second")
    assert (again.state, again.answer) == (KeyState.ANSWERED, '{"code":200.0}')
    assert begin(digest="another").state is KeyState.OTHER
    assert begin(key="8:k").state is KeyState.NEW, "somebody else's"
    assert [view.code for view in read(entries, AuditFilter()).content] == [None, None, None, 200.0], "each has its own"


def test_a_refusal_leaves_the_key_free(write: Writer, begin: Begin) -> None:
    end(write, begin())
    assert begin(digest="another").state is KeyState.NEW


def test_what_was_perhaps_done_elsewhere_is_told_to_the_next_try(write: Writer, begin: Begin) -> None:
    end(write, begin(), unsure=True)
    assert begin(claim="second").state is KeyState.AGAIN


def test_work_and_knowledge_are_one(write: Writer, begin: Begin, rows: Rows) -> None:
    begin()
    with request():
        made = write(start_operation, operation_start(rows_vm := "a" * 32, holds=[]))
    assert made.operation.target_uuid == rows_vm
    done = begin(claim="second")
    assert (done.state, done.effect) == (KeyState.DONE, {"operationUuid": made.operation.uuid})


def test_a_created_row_is_known(begin: Begin, rows: Rows) -> None:
    begin()
    with request():
        row = rows.create(ResourceType.SPEC_CONFIG, type="VM_COMPUTE", value="1,1")
    assert begin(claim="second").effect == {"row": row}


def test_refused_work_is_not_known(begin: Begin, rows: Rows, write: Writer) -> None:
    first = begin()
    with request(), refused(ErrorKind.NOT_FOUND):
        write(start_operation, operation_start("a" * 32))
    end(write, first)
    assert begin(claim="second").state is KeyState.NEW


def test_a_failure_after_the_work_keeps_the_key(write: Writer, begin: Begin) -> None:
    first = begin()
    with request():
        write(start_operation, operation_start("a" * 32, holds=[]))
    end(write, first)
    assert begin(claim="second").state is KeyState.DONE


def test_a_key_is_worked_on_by_one(write: Writer, begin: Begin, clock: ManualClock) -> None:
    begin()
    assert begin(claim="second").state is KeyState.WORKING
    assert begin(claim="second", holder="another core", boot="b2").state is KeyState.WORKING
    clock.advance(61)
    assert begin(claim="second", holder="another core", boot="b2").state is KeyState.AGAIN
    with request("first"), refused(ErrorKind.CONFLICT):
        write(start_operation, operation_start("a" * 32, holds=[]))


def test_the_next_life_of_a_process_need_not_wait(begin: Begin) -> None:
    begin()
    assert begin(claim="second", boot="b2").state is KeyState.AGAIN


def test_of_many_at_once_one_begins(write: Writer, write_elsewhere: Writer) -> None:
    calls = []
    for number, each in enumerate([write, write_elsewhere] * 4):
        claim = CLAIM.model_copy(update={"claim": f"c{number}"})
        calls.append(partial(each, begin_request, RequestBegin(entry=AuditEntry(action="a"), key=claim)))
    answers, _ = together(calls)
    assert sorted(answer.state for answer in answers) == [KeyState.NEW] + [KeyState.WORKING] * 7


def test_keys_are_forgotten_after_a_day(write: Writer, begin: Begin, clock: ManualClock) -> None:
    end(write, begin(), "{}")
    clock.advance(86_300)
    write(prune, 100, 30, 30)
    assert begin(claim="second").state is KeyState.ANSWERED
    clock.advance(200)
    write(prune, 100, 30, 30)
    assert begin(claim="second").state is KeyState.NEW

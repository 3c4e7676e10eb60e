"""Lists are answered from memory only while nothing can have changed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.requests import Request

from api_common.clients.db import DbProxyClient
from api_common.contract.changes import Remove
from api_common.contract.states import ResourceType, Role
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import ANONYMOUS, Caller
from iaas_core.events.freshness import Freshness
from iaas_core.routes import remembered
from iaas_core.routes.remembered import Remembered
from tests.helpers.clock import ManualClock


class Asked:
    """A list that counts how often it was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[int]:
        self.times += 1
        return [self.times]


@pytest.fixture
def freshness() -> Freshness:
    freshness = Freshness()
    freshness.followed(True)
    return freshness


def request(query: str = "page_num=1", language: str = "zh") -> Request:
    headers = [(b"accept-language", language.encode()), (b"host", b"x")]
    scope = {"type": "http", "path": "/vm/page_query_all", "query_string": query.encode(), "headers": headers}
    return Request({**scope, "server": ("x", 80), "scheme": "http", "method": "GET"})


def data(answers: Remembered, make: Any, caller: Caller = ANONYMOUS, **which: str) -> Any:
    return json.loads(bytes(answers.answer(request(**which), caller, make).body))["data"]


def test_the_same_question_is_answered_once_until_something_changes(freshness: Freshness) -> None:
    answers, asked = Remembered(freshness, ManualClock()), Asked()
    assert [data(answers, asked) for _ in range(3)] == [[1], [1], [1]]
    assert data(answers, asked, query="page_num=2") == [2]
    assert data(answers, asked, language="en") == [3]
    freshness.changed()
    assert data(answers, asked) == [4]
    freshness.heard([])
    assert data(answers, asked) == [5]


def test_who_sees_the_same_shares_an_answer_and_nobody_else(freshness: Freshness) -> None:
    answers, asked = Remembered(freshness, ManualClock()), Asked()
    leaders = [Caller(user_id=n, username="l", role=Role.GROUP_LEADER, group_id=7) for n in (1, 2)]
    members = [Caller(user_id=n, username="m", role=Role.MEMBER, group_id=7) for n in (3, 4)]
    other = Caller(user_id=5, username="o", role=Role.GROUP_LEADER, group_id=3)
    callers = [ANONYMOUS, *leaders, *members, other]
    assert [data(answers, asked, caller) for caller in callers] == [[1], [2], [2], [3], [4], [5]]


def test_a_change_while_an_answer_is_made_spoils_it(freshness: Freshness) -> None:
    answers, asked = Remembered(freshness, ManualClock()), Asked()

    def disturbed() -> list[int]:
        freshness.changed()
        return asked()

    assert data(answers, disturbed) == [1]
    assert data(answers, asked) == [2]


def test_nothing_is_remembered_while_the_feed_is_not_followed(freshness: Freshness) -> None:
    answers, asked = Remembered(freshness, ManualClock()), Asked()
    assert data(answers, asked) == [1]
    freshness.followed(False)
    assert [data(answers, asked) for _ in range(2)] == [[2], [3]]
    freshness.followed(True)
    assert data(answers, asked) == [4], "what happened in the gap is unknown"


def test_answers_grow_old_and_few_are_kept(freshness: Freshness, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock()
    answers, asked = Remembered(freshness, clock), Asked()
    assert data(answers, asked) == [1]
    clock.advance(remembered.MAX_AGE_SECONDS)
    assert data(answers, asked) == [2]
    monkeypatch.setattr(remembered, "MAX_BYTES", 150)
    for page in range(5):
        data(answers, asked, query=str(page))
    before = asked.times
    data(answers, asked, query="0")
    assert asked.times == before + 1, "forgotten"


def test_every_command_counts_also_a_lost_one(freshness: Freshness) -> None:
    class Lost:
        def fetch(self, *_: Any, **__: Any) -> Any:
            raise IaasError(ErrorKind.TIMED_OUT, "no answer")

    db = DbProxyClient(Lost(), freshness.changed)  # type: ignore[arg-type]
    mark = freshness.mark()
    with pytest.raises(IaasError):
        db.apply([Remove(type=ResourceType.VM, key="x")])
    assert freshness.mark() != mark


def test_a_mark_never_comes_back(freshness: Freshness) -> None:
    def change(_: int) -> int | None:
        freshness.changed()
        return freshness.mark()

    with ThreadPoolExecutor(8) as pool:
        before = set(pool.map(change, range(200)))
    freshness.changed()
    assert freshness.mark() not in before

"""Jobs under the keys of operations: hopeless ones are told, done ones make room for another of their kind."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from iaas_agent.hypervisor.slow_work import SlowWork


@pytest.mark.parametrize(("kind", "runs"), [(ErrorKind.WRONG_STATE, 1), (ErrorKind.UNAVAILABLE, 3)])
def test_only_what_may_get_better_is_begun_again(kind: ErrorKind, runs: int) -> None:
    begun: list[Any] = []

    def work(progress: Any) -> dict[str, Any]:
        begun.append(progress)
        raise IaasError(kind, "no")

    slow = SlowWork(Jobs(lambda _: None))
    for _ in range(3):
        assert slow.ensure("op.what", work).status is JobStatus.FAILED
    assert len(begun) == runs


def test_another_key_when_the_first_is_used_up() -> None:
    slow = SlowWork(Jobs(lambda _: None))
    assert slow.unless_done("op.what") == "op.what"
    for key in ("op.what", "op.what.again"):
        assert slow.unless_done("op.what") == key
        assert slow.ensure(key, lambda _: {}).status is JobStatus.DONE
    assert slow.unless_done("op.what") == "op.what.again.again"

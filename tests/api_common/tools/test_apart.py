"""Looks that may never end: nobody waits for them, there is one of each, and they end up bounded."""

from __future__ import annotations

import threading
import time

from api_common.tools.apart import Apart


def soon() -> float:
    return time.monotonic() + 20


def test_a_look_has_a_value() -> None:
    apart: Apart[int] = Apart("test")
    look = apart.look("a", lambda: 5)
    assert apart.wait(look, soon()) and look.value == 5
    assert not look.hangs(0), "what is over hangs no more"


def test_many_looks_need_few_threads() -> None:
    apart: Apart[str] = Apart("test", threads=2)
    names: set[str] = set()
    looks = [apart.look(str(n), lambda: names.add(threading.current_thread().name) or "") for n in range(200)]
    assert all(apart.wait(look, soon()) for look in looks)
    assert names == {"test"} and apart.under_way() <= 2


def test_of_one_key_there_is_one_look_at_a_time() -> None:
    apart: Apart[int] = Apart("test")
    free, begun = threading.Event(), threading.Semaphore(0)

    def work() -> int:
        begun.release()
        free.wait(60)
        return 1

    first = apart.look("a", work)
    assert begun.acquire(timeout=20)
    assert all(apart.look("a", work) is first for _ in range(50)) and apart.under_way() == 1
    assert not apart.wait(first, time.monotonic() + 0.05) and first.hangs(0)
    free.set()
    assert apart.wait(first, soon())
    assert apart.look("a", work) is not first, "the next one looks again"


def test_what_hangs_is_passed_by_and_bounded() -> None:
    apart: Apart[str] = Apart("test", threads=1, most=3, hang_seconds=0.05)
    free = threading.Event()

    def hang() -> str:
        free.wait(60)
        return ""

    stuck = [apart.look(f"stuck {n}", hang) for n in range(2)]
    quick = apart.look("quick", lambda: "done")
    assert apart.wait(quick, soon()) and quick.value == "done"
    more = [apart.look(f"more {n}", hang) for n in range(9)]
    assert not apart.wait(more[-1], time.monotonic() + 0.5)
    assert apart.under_way() == 3, "no more threads than that, whatever hangs"
    free.set()
    assert all(apart.wait(look, soon()) for look in (*stuck, *more))


def test_a_failure_is_no_end_of_the_thread() -> None:
    apart: Apart[int] = Apart("test", threads=1, most=1)
    bad = apart.look("bad", lambda: 1 // 0)
    good = apart.look("good", lambda: 1)
    assert apart.wait(bad, soon()) and bad.value is None
    assert apart.wait(good, soon()) and good.value == 1

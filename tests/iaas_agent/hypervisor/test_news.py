"""Waiting for news of one domain: none is lost between two waits, and those of others wake nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable

from iaas_agent.hypervisor.news import News

PATIENCE_SECONDS = 20.0


def returns(wait: Callable[[float], None]) -> bool:
    """Whether this wait ends by what was heard, and not by its own time."""
    waiter = threading.Thread(target=wait, args=(10 * PATIENCE_SECONDS,), daemon=True)
    waiter.start()
    waiter.join(PATIENCE_SECONDS)
    return not waiter.is_alive()


def test_what_comes_before_the_wait_is_not_lost() -> None:
    news = News()
    with news.about("a") as watch:
        for _ in range(2):
            news.heard("a")
            assert returns(watch.wait)
        news.heard("b")
        watch.wait(0)  # nothing was heard, so there is nothing to clear
        news.heard("a")
        assert returns(watch.wait)


def test_refusals_are_told_to_all_who_wait_for_that_domain() -> None:
    news = News()
    with news.about("a") as one, news.about("a") as two, news.about("b") as other:
        news.heard("a", "virtio-disk1")
        assert one.refused == two.refused == {"virtio-disk1"} and other.refused == set()


def test_nothing_is_kept_of_those_who_went() -> None:
    news = News()
    with news.about("a"):
        pass
    news.heard("a", "virtio-disk1")
    with news.about("a") as watch:
        assert watch.refused == set()
    assert news._watches == {}

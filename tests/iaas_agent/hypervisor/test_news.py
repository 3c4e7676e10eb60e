"""Waiting for news of one domain: none is lost between two waits, and those of others wake nobody."""

from __future__ import annotations

import threading

from iaas_agent.hypervisor.news import News

PATIENCE_SECONDS = 20.0


def test_what_comes_before_the_wait_is_not_lost() -> None:
    news = News()
    with news.about("a") as watch:
        news.heard("a")
        watch.wait(PATIENCE_SECONDS)
        waiter = threading.Thread(target=watch.wait, args=(PATIENCE_SECONDS,))
        waiter.start()
        news.heard("a")
        waiter.join(PATIENCE_SECONDS)
        assert not waiter.is_alive()


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

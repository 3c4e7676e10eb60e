"""The signal that wakes followers."""

from __future__ import annotations

import threading

from db_proxy.engine.signal import EventSignal

LONG = 60


def test_a_follower_waits_for_a_newer_event(signal: EventSignal) -> None:
    woken: list[bool] = []
    follower = threading.Thread(target=lambda: woken.append(signal.wait_beyond(3, LONG)))
    follower.start()
    signal.publish(3)
    signal.publish(4)
    follower.join(LONG)
    assert woken == [True]


def test_what_is_known_already_is_not_waited_for(signal: EventSignal) -> None:
    signal.publish(7)
    signal.publish(5)
    assert signal.wait_beyond(6, LONG)


def test_closing_lets_everybody_go(signal: EventSignal) -> None:
    followers = [threading.Thread(target=signal.wait_beyond, args=(0, LONG)) for _ in range(3)]
    for follower in followers:
        follower.start()
    signal.close()
    for follower in followers:
        follower.join(LONG)
    assert signal.closed and not any(follower.is_alive() for follower in followers)

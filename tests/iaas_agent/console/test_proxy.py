"""The limit on consoles."""

from __future__ import annotations

from iaas_agent.console.proxy import Seats


def test_seats_are_given_and_taken_back() -> None:
    seats = Seats(1)
    with seats as first:
        assert first
        with Seats(0) as none:
            assert not none
    with seats as again:
        assert again

"""Tickets at the proxy: good once, and only real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.tickets import ConsoleTarget, Tickets
from iaas_agent.console.tokens import TicketDesk
from tests.helpers.clock import ManualClock

TARGET = ConsoleTarget("a" * 32, "10.0.0.1", 5901)


def refused(desk: TicketDesk, ticket: str) -> str:
    with pytest.raises(IaasError) as refusal:
        desk.redeem(ticket)
    assert refusal.value.kind is ErrorKind.UNAUTHENTICATED
    return refusal.value.message


def test_a_ticket_leads_to_its_screen_once(key_file: Path) -> None:
    tickets = Tickets(key_file)
    desk = TicketDesk(tickets)
    ticket = tickets.sign(TARGET)
    assert desk.redeem(ticket) == TARGET
    assert "used before" in refused(desk, ticket)


def test_foreign_and_damaged_tickets(key_file: Path, tmp_path: Path) -> None:
    desk = TicketDesk(Tickets(key_file))
    foreign = tmp_path / "foreign"
    foreign.write_text("another-key\n")
    good = Tickets(key_file).sign(TARGET)
    for ticket in (Tickets(foreign).sign(TARGET), good[:-2], good + "x", "", "a" * 32, "x" * 100_000):
        refused(desk, ticket)
    assert desk.redeem(good) == TARGET


def test_an_older_key_still_opens(key_file: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.write_text("older-key\n")
    assert TicketDesk(Tickets(key_file)).redeem(Tickets(older).sign(TARGET)) == TARGET


def test_the_memory_of_used_tickets_is_short(key_file: Path) -> None:
    clock = ManualClock()
    desk = TicketDesk(Tickets(key_file), clock)
    for number in range(50):
        desk.redeem(Tickets(key_file).sign(ConsoleTarget("a" * 32, "10.0.0.1", 5900 + number)))
        clock.advance(10)
    assert len(desk._used) <= 13

"""Console tickets: what is accepted, what is not, and how keys are replaced."""

from __future__ import annotations

from pathlib import Path

import itsdangerous.timed
import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.tickets import TICKET_SECONDS, ConsoleTarget, Tickets

TARGET = ConsoleTarget("0123456789abcdef0123456789abcdef", "10.0.0.5", 5901)
START = 1_700_000_000


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.write_text("first-key\n")
    return path


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The present time as the signing library sees it; tests change `now`."""
    present: dict[str, float] = {"now": START}

    class Time:
        @staticmethod
        def time() -> float:
            return present["now"]

    monkeypatch.setattr(itsdangerous.timed, "time", Time)
    return present


def refused(tickets: Tickets, ticket: str, words: str) -> None:
    with pytest.raises(IaasError, match=words) as caught:
        tickets.verify(ticket)
    assert caught.value.kind is ErrorKind.UNAUTHENTICATED


def test_a_ticket_leads_to_its_target(keys: Path) -> None:
    assert Tickets(keys).verify(Tickets(keys).sign(TARGET)) == TARGET


def test_a_ticket_is_good_for_a_minute(keys: Path, time: dict[str, float]) -> None:
    tickets = Tickets(keys)
    ticket = tickets.sign(TARGET)
    time["now"] = START + TICKET_SECONDS
    assert tickets.verify(ticket) == TARGET
    time["now"] = START + TICKET_SECONDS + 1
    refused(tickets, ticket, "too old")


def test_every_changed_letter_is_noticed(keys: Path) -> None:
    tickets = Tickets(keys)
    ticket = tickets.sign(TARGET)
    for place in range(len(ticket) - 1):  # the last letter carries bits that base64 does not use
        letter = "A" if ticket[place] != "A" else "B"
        refused(tickets, ticket[:place] + letter + ticket[place + 1 :], "not valid")


@pytest.mark.parametrize(
    "forged", ["", "a", "a.b.c", "é", "a" * 10_000, "0123456789abcdef0123456789abcdef", "\0.\0.\0"]
)
def test_what_never_was_a_ticket_is_refused(keys: Path, forged: str) -> None:
    refused(Tickets(keys), forged, "not valid")


def test_a_ticket_of_another_key_or_another_use_is_refused(keys: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("other-key\n")
    refused(Tickets(keys), Tickets(tmp_path / "other").sign(TARGET), "not valid")
    foreign = itsdangerous.URLSafeTimedSerializer("first-key", salt="another-use").dumps(["u", "h", 1])
    refused(Tickets(keys), foreign, "not valid")


def test_a_signed_ticket_of_another_form_is_refused(keys: Path) -> None:
    odd = Tickets(keys)._serializer().dumps("not three things")
    refused(Tickets(keys), odd, "not valid")


def test_keys_are_replaced_while_consoles_are_open(keys: Path) -> None:
    tickets = Tickets(keys)
    old = tickets.sign(TARGET)
    keys.write_text("second-key\n\nfirst-key\n")
    assert tickets.verify(old) == TARGET
    new = tickets.sign(TARGET)
    keys.write_text("second-key\n")
    assert tickets.verify(new) == TARGET, "the newest key is the first line, and signs"
    refused(tickets, old, "not valid")


def test_without_keys_nothing_is_signed_or_accepted(keys: Path, tmp_path: Path) -> None:
    ticket = Tickets(keys).sign(TARGET)
    (tmp_path / "empty").write_text("\n \n")
    for missing in (Tickets(tmp_path / "none"), Tickets(tmp_path / "empty")):
        for attempt in (lambda m=missing: m.sign(TARGET), lambda m=missing: m.verify(ticket)):
            with pytest.raises(IaasError) as caught:
                attempt()
            assert caught.value.kind is ErrorKind.UNAVAILABLE

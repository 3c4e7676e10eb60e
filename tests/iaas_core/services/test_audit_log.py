"""Answers that cannot be noted now are noted later; not without end."""

from __future__ import annotations

import threading

from api_common.contract.audit import AuditEnd
from api_common.contract.request import RequestEnd
from api_common.errors import ErrorKind, IaasError
from iaas_core.services import audit_log
from iaas_core.services.audit_log import AuditLog


class Accounts:
    """db_proxy, there or away."""

    def __init__(self) -> None:
        self.away: ErrorKind | None = None
        self.ends: list[int | None] = []
        self.written = threading.Condition()

    def end_request(self, end: RequestEnd) -> None:
        if self.away:
            raise IaasError(self.away, "away")
        with self.written:
            self.ends.append(end.end.audit_id)
            self.written.notify_all()

    def wait(self, count: int) -> None:
        with self.written:
            assert self.written.wait_for(lambda: len(self.ends) == count, 10), self.ends


def end(number: int) -> RequestEnd:
    return RequestEnd(end=AuditEnd(audit_id=number, code=200.0))


def test_what_db_proxy_missed_it_hears_when_it_is_back() -> None:
    accounts = Accounts()
    log = AuditLog(accounts)  # type: ignore[arg-type]
    accounts.away = ErrorKind.UNAVAILABLE
    for number in (1, 2):
        log.end(end(number))
    log.followed(False)
    assert accounts.ends == []
    accounts.away = None
    log.followed(True)
    accounts.wait(2)
    log.end(end(3))
    log.followed(True)
    assert accounts.ends == [1, 2, 3]


def test_it_may_go_away_again() -> None:
    accounts = Accounts()
    log = AuditLog(accounts)  # type: ignore[arg-type]
    accounts.away = ErrorKind.TIMED_OUT
    log.end(end(1))
    log._write_kept()
    accounts.away = None
    log.followed(True)
    accounts.wait(1)


def test_what_is_kept_is_bounded_and_what_will_never_go_is_dropped(monkeypatch: object) -> None:
    accounts = Accounts()
    log = AuditLog(accounts)  # type: ignore[arg-type]
    accounts.away = ErrorKind.UNAVAILABLE
    for number in range(audit_log.MOST_KEPT + 5):
        log.end(end(number))
    accounts.away = ErrorKind.INVALID_REQUEST
    log.end(end(-1))
    log._write_kept()
    accounts.away = None
    log._write_kept()
    assert accounts.ends == list(range(6, audit_log.MOST_KEPT + 5))

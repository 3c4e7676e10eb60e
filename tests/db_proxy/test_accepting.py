"""The administrator says that the machine's clock is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from db_proxy.accepting import accept_machine_time
from db_proxy.commands.retention import Pruning
from db_proxy.commands.unit import Writer
from db_proxy.engine.steady import SteadyClock
from db_proxy.settings import DbProxySettings
from tests.helpers.clock import ManualClock


def test_the_running_service_hears_of_it(
    database_url: str, write: Writer, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    steady = SteadyClock(clock)
    pruning = Pruning(write, clock, steady, events=1, operation_days=1, audit_days=1)
    pruning.begin()
    clock.jump(100 * 86_400)
    assert "99 days ahead" in (pruning.remark() or "") or "100 days ahead" in (pruning.remark() or "")
    assert accept_machine_time(DbProxySettings(database_url=database_url), clock) == 0
    pruning.keep()
    assert (pruning.remark(), steady.now_ms()) == (None, clock.now_ms())
    assert "accepted: it is 2024-02-22 22:13:20 UTC" in capsys.readouterr().out


def test_without_a_database_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accept_machine_time(DbProxySettings(database_url=f"sqlite:///{tmp_path}/no/folder/x.db")) == 1
    assert "not accepted" in capsys.readouterr().err

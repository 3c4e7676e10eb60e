"""The comparison of pinned packages with known vulnerabilities, with and without the advisory service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deploy.dev import audit


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "lock"
    monkeypatch.setattr(audit, "LOCK", path)
    return path


def _service(monkeypatch: pytest.MonkeyPatch, *told: dict[str, Any]) -> None:
    monkeypatch.setattr(audit, "_from_service", lambda: list(told))


def test_what_the_service_knows(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock.write_text("toy==1.0\nwell==2.0\n")
    good: dict[str, Any] = {"name": "well", "version": "2.0", "vulns": []}
    _service(monkeypatch, good, {"name": "toy", "version": "1.0", "vulns": [{"id": "PYSEC-1"}]})
    assert audit.main() == 1 and "toy 1.0: PYSEC-1" in capsys.readouterr().out
    _service(monkeypatch, good, {**good, "name": "toy"})
    assert audit.main() == 0 and "the advisory service;" in capsys.readouterr().out


def test_old_advisories_where_it_is_out_of_reach(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _service(monkeypatch, {"name": "django", "skip_reason": "not found"})
    lock.write_text("Django==1.2\n")
    assert audit.main() == 1 and "old advisories only" in capsys.readouterr().out
    lock.write_text("Django==99.0\n")
    assert audit.main() == 0


def test_odd_advisories_are_passed_over(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _service(monkeypatch)
    lock.write_text("cumin==1.0\n")
    assert audit.main() == 0


def test_nothing_to_compare_with_is_said(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _service(monkeypatch)
    monkeypatch.setattr(audit, "find_spec", lambda name: None)
    lock.write_text("Django==1.2\n")
    assert audit.main() == 0 and "against nothing:" in capsys.readouterr().out


def test_no_network_is_no_failure(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock.write_text("toy==1.0\n")
    monkeypatch.setattr(audit.sys, "executable", "false")
    assert audit.main() == 0

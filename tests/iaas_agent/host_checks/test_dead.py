"""Dead processes that nobody takes away are told, those that are just going are not."""

from __future__ import annotations

from pathlib import Path

from iaas_agent.host_checks.dead import PATIENCE_SECONDS, DeadProcesses
from tests.helpers.clock import ManualClock


def _process(proc: Path, pid: int, name: str, state: str = "Z", started: int = 100) -> None:
    (proc / str(pid)).mkdir(exist_ok=True)
    (proc / str(pid) / "stat").write_text(f"{pid} ({name}) {state} 1 {'0 ' * 17}{started} 0\n")


def test_dead_vms_that_stay_are_counted_by_name(tmp_path: Path) -> None:
    clock = ManualClock()
    dead = DeadProcesses(tmp_path, clock)
    _process(tmp_path, 7, "qemu-system-x86")
    _process(tmp_path, 8, "dnsmasq")
    _process(tmp_path, 9, "qemu-system-x86", state="S")
    _process(tmp_path, 10, "somebody's (own) program")
    assert dead.warnings() == [], "they may be taken away in a moment"
    clock.advance(PATIENCE_SECONDS)
    [told] = dead.warnings()
    assert told.startswith("2 dead processes are not taken away here (dnsmasq, qemu-system-x86)")


def test_another_one_of_the_same_number_is_another(tmp_path: Path) -> None:
    clock = ManualClock()
    dead = DeadProcesses(tmp_path, clock)
    _process(tmp_path, 7, "dnsmasq")
    dead.warnings()
    clock.advance(PATIENCE_SECONDS)
    _process(tmp_path, 7, "dnsmasq", started=200)
    assert dead.warnings() == []


def test_it_ends_when_they_are_gone(tmp_path: Path) -> None:
    clock = ManualClock()
    dead = DeadProcesses(tmp_path, clock)
    _process(tmp_path, 7, "dnsmasq")
    dead.warnings()
    clock.advance(PATIENCE_SECONDS)
    assert dead.warnings()
    (tmp_path / "7" / "stat").unlink()
    assert dead.warnings() == []

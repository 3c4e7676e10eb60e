"""What was on before nobody watched, and is off without anybody having turned it off, was lost with its host."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.contract.states import PowerState, ReasonCode
from iaas_agent.hypervisor.lives import GOING_DOWN_SECONDS, Lives
from tests.helpers.clock import ManualClock

ON, OFF, CRASHED, SAVED = PowerState.RUNNING, PowerState.STOPPED, PowerState.CRASHED, PowerState.SAVED
VM = "a" * 32


class Watched:
    """A host's memory with looks in their order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clock = ManualClock()
        self._looks = 0
        self.lives = Lives(folder, self.clock)

    def again(self) -> None:
        """The agent of before is gone; another one begins."""
        self.lives, self._looks = Lives(self._folder, self.clock), 0

    def see(self, power: PowerState, word: str | None = None) -> ReasonCode | None:
        self._looks += 1
        return self.lives.seen(VM, power, word, self._looks)


@pytest.fixture
def host(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.mark.parametrize("word", [None, "crashed", "daemon", "failed"])
@pytest.mark.parametrize("gap", ["libvirt", "agent"])
def test_lost_while_nobody_watched(host: Watched, gap: str, word: str | None) -> None:
    assert host.see(ON) is None
    host.lives.doubt() if gap == "libvirt" else host.again()
    assert host.see(OFF, word) is ReasonCode.HOST_LOST
    assert host.see(OFF, word) is ReasonCode.HOST_LOST, "it is told until something comes of it"
    host.again()
    assert host.see(OFF, word) is ReasonCode.HOST_LOST, "iaas_core may have been away all the while"
    assert host.see(ON) is None
    assert host.see(OFF, "shutdown") is ReasonCode.GUEST_SHUTDOWN


@pytest.mark.parametrize(
    ("word", "code"), [("shutdown", ReasonCode.GUEST_SHUTDOWN), ("destroyed", ReasonCode.CUT_BY_HAND)]
)
@pytest.mark.parametrize("gap", [True, False])
def test_turned_off_by_somebody(host: Watched, gap: bool, word: str, code: ReasonCode) -> None:
    host.see(ON)
    if gap:
        host.lives.doubt()
    assert host.see(OFF, word) is code
    host.again()
    assert host.see(OFF) is None, "libvirt has forgotten, and it was not on"


def test_one_that_was_off_before_was_not_lost(host: Watched) -> None:
    host.see(OFF)
    host.lives.doubt()
    assert host.see(OFF) is None
    host.again()
    assert host.see(OFF, "crashed") is ReasonCode.KILLED


def test_suspended_before_the_power_cut_stays_suspended(host: Watched) -> None:
    host.see(ON)
    host.see(SAVED)
    host.lives.doubt()
    assert host.see(SAVED) is None
    assert host.see(OFF) is None, "its memory was dropped: somebody wanted it off"


def test_killed_while_it_was_watched(host: Watched) -> None:
    host.see(ON)
    assert host.see(CRASHED, "crashed") is ReasonCode.KILLED
    host.clock.advance(GOING_DOWN_SECONDS + 1)
    host.lives.doubt()
    assert host.see(CRASHED, "crashed") is ReasonCode.KILLED
    host.again()
    assert host.see(OFF) is None


def test_guests_that_go_first_when_the_host_goes_down(host: Watched) -> None:
    host.see(ON)
    assert host.see(CRASHED, "crashed") is ReasonCode.KILLED
    host.clock.advance(GOING_DOWN_SECONDS - 1)
    host.lives.doubt()
    assert host.see(CRASHED, "crashed") is ReasonCode.HOST_LOST


def test_guests_that_the_host_tells_to_end(host: Watched) -> None:
    host.see(ON)
    host.lives.signalled(VM)
    assert host.see(OFF, "shutdown") is ReasonCode.ENDED_BY_HOST
    assert host.see(OFF, "shutdown") is ReasonCode.ENDED_BY_HOST
    host.lives.doubt()
    assert host.see(OFF) is ReasonCode.HOST_LOST


def test_a_signal_says_nothing_of_a_later_life(host: Watched) -> None:
    host.see(ON)
    host.lives.signalled(VM)
    host.see(OFF, "shutdown")
    host.see(ON)
    assert host.see(OFF, "shutdown") is ReasonCode.GUEST_SHUTDOWN


def test_what_was_turned_off_here_was_not_lost(host: Watched) -> None:
    host.see(ON)
    host.lives.doubt()
    assert host.see(OFF) is ReasonCode.HOST_LOST
    host.lives.turned_off(VM)
    assert host.see(OFF) is None


def test_an_older_look_that_comes_late_changes_nothing(host: Watched) -> None:
    host.see(ON)
    host.lives.seen(VM, OFF, "shutdown", 9)
    host.lives.seen(VM, ON, None, 8)
    host.again()
    assert host.see(OFF) is None


def test_a_deleted_one_leaves_no_file(host: Watched, tmp_path: Path) -> None:
    host.see(ON)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [VM]
    host.see(PowerState.ABSENT)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_where_nothing_can_be_written_all_else_works(host: Watched, tmp_path: Path) -> None:
    for name in ("on", "lost"):
        (tmp_path / name).rmdir()
    host.see(ON)
    host.lives.doubt()
    assert host.see(OFF) is ReasonCode.HOST_LOST

"""Room on real small disks: full, out of inodes, read-only, not answering; and all well again by itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from api_common.contract.host import Area
from iaas_agent.host_checks import space as space_module
from iaas_agent.host_checks.looking import patient
from iaas_agent.host_checks.space import SpaceLook
from iaas_agent.settings import AgentSettings
from tests.helpers.small_disk import SmallDisk, needs_mounts, small_disk

NORMAL = "MemTotal:       16000000 kB\nMemAvailable:    8000000 kB\n"


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "meminfo").write_text(NORMAL)
    return tmp_path / "proc"


@pytest.fixture
def look(tmp_path: Path, proc: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], SpaceLook]:
    """A new look at this moment. The test's own disk, whatever it holds, has room; the small ones are measured."""
    for name in ("sys-volumes", "base", "data-volumes", "images"):
        (tmp_path / "data" / name).mkdir(parents=True, exist_ok=True)
    own, real = os.stat(tmp_path).st_dev, os.statvfs

    def measured(path: Path) -> Any:
        told = real(path)
        if os.stat(path).st_dev != own:
            return told
        fields = {name: getattr(told, name) for name in dir(told) if name.startswith("f_")}
        return SimpleNamespace(**{**fields, "f_bavail": told.f_blocks, "f_favail": told.f_files})

    monkeypatch.setattr(os, "statvfs", measured)
    monkeypatch.setattr(space_module, "_SAVED", "no-such-folder")
    made = SpaceLook(AgentSettings(data_root=tmp_path / "data", agent_state_dir=tmp_path / "agent"), proc=proc)

    def now() -> SpaceLook:
        made.look()
        return made

    return now


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "data" / "data-volumes") as made:
        yield made


@needs_mounts
@pytest.mark.parametrize(
    ("how", "state"), [("fill", "full"), ("use_up_inodes", "out of inodes"), ("read_only", "read-only")]
)
def test_a_disk_that_takes_nothing_more_is_told(
    look: Callable[[], SpaceLook], disk: SmallDisk, how: str, state: str
) -> None:
    assert (look().full(), look().warnings(), look().problem()) == ([], [], None)
    getattr(disk, how)()
    assert look().full() == [Area.DATA]
    [warning] = look().warnings()
    assert warning.startswith("the disk of data-volumes is ") and state in warning
    assert look().problem() is None, "the agent's own folders are well"
    disk.read_only(False)
    disk.empty()
    assert (look().full(), look().warnings()) == ([], [])


@needs_mounts
def test_a_disk_that_is_nearly_full_still_takes_some(look: Callable[[], SpaceLook], disk: SmallDisk) -> None:
    (disk.folder / ".filler").write_bytes(bytes(int(4 * 1024 * 1024 * 0.93)))
    assert look().full() == [] and look().warnings() == ["the disk of data-volumes is nearly full"]


@needs_mounts
def test_folders_on_one_disk_are_told_together(look: Callable[[], SpaceLook], tmp_path: Path) -> None:
    with small_disk(tmp_path / "data") as disk:
        disk.fill()
        assert look().warnings() == ["the disk of sys-volumes, base, data-volumes, images is full"]
        assert "nothing can be written to sys-volumes" in (look().problem() or "")


@needs_mounts
def test_an_agent_that_can_keep_nothing_is_not_ready(look: Callable[[], SpaceLook], tmp_path: Path) -> None:
    with small_disk(tmp_path / "agent") as disk:
        disk.read_only()
        assert "agent-state: its disk is read-only" in (look().problem() or "")
        assert look().full() == [Area.STATE]


def test_memory_that_is_used_up(look: Callable[[], SpaceLook], proc: Path) -> None:
    (proc / "meminfo").write_text(NORMAL.replace("8000000", "200000"))
    assert look().full() == [Area.MEMORY] and "memory is used up" in look().warnings()[0]
    (proc / "meminfo").unlink()
    assert look().full() == []


def test_a_folder_that_does_not_answer_holds_one_thread(
    look: Callable[[], SpaceLook], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on a dead NFS. The others are looked at, and what was known last is told for a while."""
    assert look().full() == []
    free, asked, real = threading.Event(), [], os.statvfs

    def hanging(path: Path) -> Any:
        if Path(path).name == "images":
            asked.append(path)
            free.wait(60)
        return real(path)

    monkeypatch.setattr(os, "statvfs", hanging)
    monkeypatch.setattr(space_module, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(space_module, "SILENT_SECONDS", 60)
    for _ in range(5):
        assert look().full() == []
    monkeypatch.setattr(space_module, "SILENT_SECONDS", 0)
    assert look().full() == [Area.IMAGES]
    assert look().warnings() == ["the disk of images is not answering"] and len(asked) == 1
    free.set()
    monkeypatch.setattr(space_module, "WAIT_SECONDS", 20)
    assert look().full() == []


def test_what_waits_for_room_hears_of_each_look(tmp_path: Path, proc: Path) -> None:
    heard = threading.Event()
    SpaceLook(AgentSettings(data_root=tmp_path, agent_state_dir=tmp_path), on_look=heard.set, proc=proc).look()
    assert heard.wait(20)


def test_checks_that_do_not_answer_keep_nobody_from_reporting() -> None:
    free, asked = threading.Event(), []

    def hanging() -> list[Any]:
        asked.append(1)
        free.wait(60)
        return []

    look = patient(hanging, 0.05)
    for _ in range(3):
        [check] = look()
        assert (check.key, check.ok, check.required) == ("dir", False, True) and "do not answer" in check.message
    assert len(asked) == 1
    free.set()
    assert patient(list)() == []

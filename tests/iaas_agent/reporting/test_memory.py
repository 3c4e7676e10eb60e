"""What the host remembers outlives the agent, only grows, and is never half-written."""

from __future__ import annotations

from pathlib import Path

from iaas_agent.reporting.memory import Memory

OURS, THEIRS = "1" * 32, "2" * 32


def told(memory: Memory) -> tuple[str | None, int]:
    return memory.known().installation, memory.known().epoch


def test_it_is_there_for_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "new" / "known.json"
    memory = Memory(path)
    assert told(memory) == (None, 0)
    memory.keep(OURS, 5)
    assert told(memory) == told(Memory(path)) == (OURS, 5)


def test_epochs_grow_and_a_name_is_not_forgotten(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "known.json")
    memory.keep(OURS, 5)
    memory.keep(None, 3)
    assert told(memory) == (OURS, 5)
    memory.keep(THEIRS, 0)
    assert told(Memory(tmp_path / "known.json")) == (THEIRS, 5)


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    for text in ("", "{", '{"epoch": "x"}', "[]"):
        (tmp_path / "known.json").write_text(text)
        assert told(Memory(tmp_path / "known.json")) == (None, 0)


def test_a_disk_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "known.json")
    memory.keep(OURS, 5)
    assert told(memory) == (OURS, 5)

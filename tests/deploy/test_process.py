"""Processes that outlive their starter."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from deploy.dev.process import Process

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


def _process(folder: Path, name: str = "sleeper") -> Process:
    return Process(name, folder / "run", folder / "log")


def test_started_once_found_again_and_ended(tmp_path: Path) -> None:
    process = _process(tmp_path)
    pid = process.start(SLEEPER, dict(os.environ))
    assert process.start(SLEEPER, dict(os.environ)) == pid
    assert _process(tmp_path).pid() == pid, "another object finds it by its file"
    process.stop()
    assert process.pid() is None


def test_one_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    process = _process(tmp_path)
    process.start(DEAF, dict(os.environ))
    while "deaf" not in process.tail():
        pass
    process.stop(grace_seconds=0.2)
    assert process.pid() is None


def test_a_pid_that_belongs_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    process = _process(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "sleeper.pid").write_text(json.dumps({"pid": os.getpid(), "started": 1}))
    assert process.pid() is None
    process.stop()
    process.kill()


def test_a_broken_pid_file_means_not_running(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "sleeper.pid").write_text("{")
    assert _process(tmp_path).pid() is None
    assert _process(tmp_path).tail() == "(no log)"

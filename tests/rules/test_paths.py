"""No path of somebody's own machine is left in the tree."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.rules.sources import ROOT, offenders

_PRIVATE = re.compile(r"(?<![\w./-])/(root|home/[A-Za-z][\w.-]*|Users/[A-Za-z][\w.-]*|work/(main|shared)|tmp/w)/[\w.-]")
_SELF = "tests/rules/test_paths.py"
_MAX_BYTES = 2_000_000


def _files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and name != _SELF]


def test_no_private_paths() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the tree is not known")
    found = []
    for name in _files():
        path = ROOT / name
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if match := _PRIVATE.search(line):
                found.append(f"{name}:{number} {match.group(0)}...")
    assert not found, offenders(found)

"""Every defect of v1 has a test of its number somewhere, or a line here that says why it cannot arise."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CANNOT_ARISE = {
    2: "locks inside one process: none is relied on; unique indexes and transactions are tested on both databases in "
    "tests/db_proxy, and two cores side by side in tests/suite/test_two_cores.py",
    58: "`inactive` taken for `active`: nothing reads the words of a service manager; the agent asks libvirt itself",
}


def test_all_62_are_covered() -> None:
    named: dict[int, list[str]] = {}
    for file in TESTS.rglob("test_*.py"):
        for number in re.findall(r"^def test_d(\d\d)_", file.read_text(), re.MULTILINE):
            named.setdefault(int(number), []).append(file.name)
    assert sorted({*named, *CANNOT_ARISE}) == list(range(1, 63))
    assert not set(named) & set(CANNOT_ARISE), "a defect that has a test can arise"

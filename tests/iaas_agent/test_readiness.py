"""The agent's checks name what is missing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from iaas_agent.readiness import checks


def test_each_check_speaks_for_itself() -> None:
    hypervisor = SimpleNamespace(problem=lambda: "libvirt is away")
    sender = SimpleNamespace(problem=lambda: None)
    space = SimpleNamespace(problem=lambda: "nothing can be written")
    named = checks(cast(Any, hypervisor), cast(Any, sender), cast(Any, space))
    told = {"libvirt": "libvirt is away", "registered": None, "disks": "nothing can be written"}
    assert {name: check() for name, check in named.items()} == told

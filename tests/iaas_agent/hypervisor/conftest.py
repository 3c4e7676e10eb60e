"""A simulated machine with an agent's hypervisor on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.hypervisor.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def hypervisor(machine: Machine) -> Iterator[Hypervisor]:
    hypervisor = machine.agent()
    yield hypervisor
    hypervisor.stop()
    machine.jobs.stop()

"""A simulated machine with an agent's hypervisor on it, and a real one with guests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.dev import guest_image
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.hypervisor.machine import Machine
from tests.iaas_agent.hypervisor.real import Guest, RealHost


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def hypervisor(machine: Machine) -> Iterator[Hypervisor]:
    hypervisor = machine.agent()
    yield hypervisor
    hypervisor.stop()
    machine.jobs.stop()


@pytest.fixture(scope="session")
def host() -> Iterator[RealHost]:
    folder = Path(tempfile.mkdtemp(prefix="kubeiaas-hv-"))  # short: the socket's path has an end
    real = RealHost(folder)
    yield real
    real.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def image() -> Path:
    return guest_image.build()


@pytest.fixture(scope="module")
def guest(host: RealHost, image: Path) -> Iterator[Guest]:
    """One for all tests that leave it as useful as they found it: booting takes its time where there is no KVM."""
    guest = Guest(host, image)
    yield guest
    guest.remove()


@pytest.fixture
def fresh(host: RealHost, image: Path) -> Iterator[Guest]:
    """One for this test alone."""
    guest = Guest(host, image)
    yield guest
    guest.remove()

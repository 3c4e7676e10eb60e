"""A data root with one image, and a store over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.jobs import Jobs
from iaas_agent.storage import making
from iaas_agent.storage.paths import Layout
from iaas_agent.storage.volumes import VolumeStore
from tests.iaas_agent.storage.disks import make_image


@pytest.fixture(autouse=True)
def answers_wait_for_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is; a test of answers that come before the end says so itself."""
    monkeypatch.setattr(making, "QUICK_SECONDS", 600.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_image(tmp_path, "debian.qcow2")
    return tmp_path


@pytest.fixture
def layout(root: Path) -> Layout:
    return Layout(root, owner="n1")


@pytest.fixture
def jobs() -> Jobs:
    return Jobs(lambda _: None, workers=32)


@pytest.fixture
def store(layout: Layout, jobs: Jobs) -> VolumeStore:
    return VolumeStore(layout, jobs, mode="overlay")

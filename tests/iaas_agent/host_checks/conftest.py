"""One host of files per test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.iaas_agent.host_checks.host import Host


@pytest.fixture
def host() -> Iterator[Host]:
    with tempfile.TemporaryDirectory() as folder:  # short enough for the path of a socket
        made = Host(Path(folder))
        yield made
        made.socket.close()

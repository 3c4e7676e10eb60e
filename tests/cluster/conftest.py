"""A real control plane for the tests of this folder; see `tests/helpers/kube`. Without one they skip, saying why.

One for the session; each test gets a namespace and nodes of its own, and takes them away again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.bed import Bed, bed_on
from tests.helpers.kube import ControlPlane, control_plane_or_skip, until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/cluster/" in str(item.path):
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def control_plane() -> Iterator[ControlPlane]:
    """Real API server, scheduler and controllers; empty."""
    plane = control_plane_or_skip()
    try:
        yield plane
    finally:
        plane.close()


@pytest.fixture
def plane(control_plane: ControlPlane) -> Iterator[ControlPlane]:
    """The same without nodes and pods, before and after."""
    yield control_plane
    control_plane.run("start")
    for namespace in control_plane.core.list_namespace(label_selector="test").items:
        control_plane.core.delete_collection_namespaced_pod(namespace.metadata.name, grace_period_seconds=0)
        control_plane.core.delete_namespace(namespace.metadata.name)
    control_plane.core.delete_collection_node()
    until(lambda: not control_plane.core.list_pod_for_all_namespaces().items, 60)


@pytest.fixture
def namespace(plane: ControlPlane) -> str:
    """A namespace of the test."""
    return plane.namespace(f"test-{secrets.token_hex(4)}")


@pytest.fixture
def bed(plane: ControlPlane, namespace: str, tmp_path: Path) -> Iterator[Bed]:
    """db_proxy, and as many resource_operators as the test starts."""
    with bed_on(plane, tmp_path, namespace) as made:
        yield made

"""Reading from whatever cluster KUBECONFIG names (nothing is changed there), or else from the tests' own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from api_common.errors import ErrorKind, IaasError
from resource_operator.cluster.connection import Connection
from resource_operator.cluster.mirror import Mirror
from resource_operator.cluster.nodes import node_state


@pytest.fixture
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    named = os.environ.get("KUBECONFIG")
    made = Connection(named or str(request.getfixturevalue("plane").kubeconfig))
    yield made
    made.close()


def test_nodes_can_be_read(connection: Connection) -> None:
    assert connection.version().startswith("v1.")
    assert connection.can_resize() in (True, False)
    mirror = Mirror(connection, "nodes", connection.core.list_node, lambda: None)
    mirror.start()
    assert mirror.synced.wait(20), mirror.problem
    mirror.stop()
    assert all(node_state(node).name for node in mirror.all())


def test_refusals_have_their_kinds(connection: Connection) -> None:
    with pytest.raises(IaasError) as caught:
        connection.ask(connection.core.read_node, "there-is-no-such-node")
    assert caught.value.kind is ErrorKind.NOT_FOUND
    with pytest.raises(IaasError) as caught:
        connection.ask(connection.core.create_namespaced_pod, "default", {"metadata": {"name": "NO GOOD"}})
    assert caught.value.kind is ErrorKind.INVALID_REQUEST

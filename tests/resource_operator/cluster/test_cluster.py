"""Putting it together, without an API server. With one: tests/cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.contract.service import ClusterServices
from resource_operator import main
from resource_operator.cluster.cluster import Cluster
from resource_operator.settings import ResourceSettings
from tests.resource_operator.conftest import FakeDb

CONFIG = """
apiVersion: v1
kind: Config
current-context: x
clusters: [{name: c, cluster: {server: "http://127.0.0.1:9"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: {}}]
"""


def test_a_file_that_is_not_there_ends_the_service_with_a_sentence(db: FakeDb, tmp_path: Path) -> None:
    settings = ResourceSettings(kubeconfig=str(tmp_path / "none"))
    with pytest.raises(SystemExit, match="correct KUBECONFIG"):
        main.create_app(settings, db)


def test_the_strategy_needs_a_cluster(db: FakeDb) -> None:
    with pytest.raises(SystemExit, match="needs a cluster"):
        main.create_app(ResourceSettings(placement_strategy="kubernetes"), db)


def test_before_anything_was_seen_nothing_is_told(db: FakeDb, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(CONFIG)
    cluster = Cluster(ResourceSettings(kubeconfig=str(tmp_path / "config")), db)  # type: ignore[arg-type]
    assert cluster.services() == ClusterServices()
    assert cluster.reservations is None, "other strategies enter nothing"
    cluster.stop()

"""The way to the API server from a pod."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.kube.api import ApiError, ClusterApi
from tests.deploy.kube.api_server import answering


def test_answers_and_refusals(tmp_path: Path) -> None:
    with answering(tmp_path, {"GET /x": (200, {"a": 1}), "POST /x": (403, {"message": "forbidden: you"})}) as asked:
        assert asked.api.call("GET", "/x") == {"a": 1} and asked.api.namespace == "kubeiaas"
        with pytest.raises(ApiError, match="forbidden: you") as refused:
            asked.api.call("POST", "/x", {"b": 2})
        assert refused.value.status == 403
        assert asked.calls[-1] == ("POST /x", {"b": 2}) and asked.tokens == {"Bearer secret"}


def test_a_server_that_is_away(tmp_path: Path) -> None:
    with answering(tmp_path, {}) as asked:
        api = asked.api
    with pytest.raises(ApiError, match="cannot be reached") as refused:
        api.call("GET", "/x")
    assert refused.value.status == 0


def test_outside_of_a_pod(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(ApiError, match="in a pod only"):
        ClusterApi()

"""Secrets are made where they are missing, and never touched where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.service_tokens import PROMETHEUS, SERVICE_NAMES
from deploy.kube.api import ApiError
from deploy.kube.secrets import TOKENS, make, wanted
from tests.deploy.kube.api_server import answering

PATH = "POST /api/v1/namespaces/kubeiaas/secrets"


def test_every_service_has_a_token() -> None:
    assert set(TOKENS) == {*SERVICE_NAMES, PROMETHEUS}


def test_values_are_long_and_never_the_same() -> None:
    one, other = wanted(), wanted()
    values = [value for made in (one, other) for secret in made.values() for value in secret.values()]
    assert len(set(values)) == len(values) and all(len(value.strip()) >= 16 for value in values)
    assert all(len(token.strip()) >= 40 for token in one["iaas-service-tokens"].values())


def test_all_are_made(tmp_path: Path) -> None:
    with answering(tmp_path, {PATH: (201, {})}) as asked:
        make(asked.api)
    bodies = {body["metadata"]["name"]: body["stringData"] for path, body in asked.calls if path == PATH}
    assert set(bodies) == {"iaas-service-tokens", "iaas-console-keys", "iaas-first-admin"}
    assert set(bodies["iaas-service-tokens"]) == set(TOKENS)


def test_those_that_are_there_stay(tmp_path: Path) -> None:
    with answering(tmp_path, {PATH: (409, {"message": "already exists"})}) as asked:
        make(asked.api)
    assert {path for path, _ in asked.calls} == {PATH}, "nothing is read, nothing is changed"


def test_missing_rights_are_told(tmp_path: Path) -> None:
    with answering(tmp_path, {PATH: (403, {"message": "may not create secrets"})}) as asked:
        with pytest.raises(ApiError, match="may not create secrets"):
            make(asked.api)

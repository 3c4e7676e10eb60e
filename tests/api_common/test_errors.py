"""The error family on its way from one service to the next."""

from __future__ import annotations

import json

import pytest

from api_common.errors import HTTP_STATUS, RETRYABLE, ErrorKind, IaasError, invalid, not_found


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_survives_the_wire(kind: ErrorKind) -> None:
    sent = IaasError(kind, "what happened", detail={"field": "name"}, trail=["agent"])
    got = IaasError.from_wire(json.loads(json.dumps(sent.to_wire())), hop="db-proxy GET /x")
    assert (got.kind, got.message, got.detail) == (kind, "what happened", {"field": "name"})
    assert got.trail == ["agent", "db-proxy GET /x"]
    assert got.retryable is (kind in RETRYABLE) is sent.to_wire()["retryable"]


def test_every_kind_has_a_status_of_failure() -> None:
    assert set(HTTP_STATUS) == set(ErrorKind)
    assert all(400 <= status < 600 for status in HTTP_STATUS.values())


@pytest.mark.parametrize("body", [None, "<html>", [], {}, {"kind": "unheard of"}, {"detail": "Not Found"}, 5])
def test_what_is_no_error_of_ours_becomes_internal(body: object) -> None:
    error = IaasError.from_wire(body, hop="agent GET /x")
    assert (error.kind, error.trail) == (ErrorKind.INTERNAL, ["agent GET /x"])
    assert error.message == "agent answered what is no error of this suite", "users see it: no inner path"


def test_an_error_of_a_newer_service_is_read_tolerantly() -> None:
    error = IaasError.from_wire({"kind": "conflict", "detail": None, "trail": None, "news": 1}, hop="x")
    assert (error.kind, error.message, error.detail, error.trail) == (ErrorKind.CONFLICT, "", {}, ["x"])


def test_one_line_for_the_log() -> None:
    assert IaasError(ErrorKind.FENCED, "too late").describe() == "fenced: too late"
    assert IaasError(ErrorKind.FENCED, "too late", trail=["a", "b"]).describe() == "fenced: too late (via a <- b)"


def test_the_two_common_errors_are_worded_alike() -> None:
    assert invalid("name", "too long").to_wire()["message"] == "name: too long"
    assert invalid("name", "too long").detail == {"field": "name"}
    assert not_found("VM", "x").message == "there is no VM 'x'"

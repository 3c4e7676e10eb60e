"""The v1 envelope, and the service wired together: every public route answers in it."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api_common.errors import ErrorKind
from iaas_core import readiness
from iaas_core.envelope_codes import Code, FailureCodes
from iaas_core.routes.context import no_filter


def test_v1s_codes() -> None:
    numbers = {code.name: code.value.number for code in Code}
    assert (
        numbers["SUCCESS"] == 200.0
        and numbers["VM_DELETE_ERROR"] == 202.01
        and numbers["DEVICE_DETACH_ERROR"] == 204.02
    )
    assert len(numbers) == 22 and Code.ARGS_ERROR.value.chinese == "验参失败"
    codes = FailureCodes(Code.VM_STOP_ERROR, Code.WORK_ERROR)
    assert codes.of(ErrorKind.WRONG_STATE) is Code.VM_STOP_ERROR and codes.of(ErrorKind.NOT_FOUND) is Code.WORK_ERROR
    assert (
        codes.of(ErrorKind.INVALID_REQUEST) is Code.ARGS_ERROR and codes.of(ErrorKind.INTERNAL) is Code.INTERNAL_ERROR
    )


def test_failures_are_http_200_with_v1s_texts(client: TestClient) -> None:
    chinese = client.get("/vm/query_all")
    english = client.get("/vm/query_all", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert chinese.json()["message"] == "业务处理失败" and english.json()["message"] == "processing failed"
    assert chinese.json()["code"] == 202.0 and b'"code":202.0' in chinese.content
    assert chinese.json()["data"] is None and "db-proxy" in chinese.json()["log"]
    assert "127.0.0.1" not in chinese.text, "inner addresses are for the log"


def test_inner_routes_keep_the_inner_form(client: TestClient) -> None:
    answer = client.post("/internal/beat", json={})
    assert answer.status_code == 401 and answer.json()["kind"] == "unauthenticated" and "code" not in answer.json()


def test_ready_names_what_is_missing(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "db-proxy" in answer.json()["checks"]["db-proxy"]
    assert set(answer.json()["checks"]) == set(readiness.checks(None, None, None))  # type: ignore[arg-type]


def test_no_filter() -> None:
    assert [no_filter(text) for text in ("", "null", "x", "NULL")] == [None, None, "x", "NULL"]

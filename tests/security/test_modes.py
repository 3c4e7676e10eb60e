"""AUTH_MODE=none, the first administrator, and service tokens that are replaced while everything runs."""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.dev.config import SuiteConfig
from iaas_core.reset_password import reset_password
from iaas_core.settings import CoreSettings
from tests.helpers.suite import RunningSuite, running_suite


@pytest.fixture(scope="module")
def own() -> Iterator[RunningSuite]:
    with running_suite("simulated") as suite:
        yield suite


def test_auth_mode_none_is_as_v1_was_and_says_so(own: RunningSuite) -> None:
    suite = own.suite
    suite.stop_service("iaas-core")
    suite.start_service("iaas-core", AUTH_MODE="none")
    try:
        nobody = own.signed_in(None)
        vm = nobody.post("/vm/create", own.form("old script"))
        nobody.wait_operation(vm["operationUuid"])
        assert nobody.vm(vm["uuid"])["userName"] == "admin" and "groupId" not in nobody.vm(vm["uuid"])
        told = nobody.raw("GET", "/service/query_service")
        assert "AUTH_MODE=none" in told["warnings"][0] and set(told["data"]) == {own.config.host_name}
        assert "AUTH_MODE=none" in suite.log("iaas-core").read_text()
        assert nobody.get("/audit/page_query_all", page_num=1, page_size=5)["content"][0]["action"] == "vm_create"
        assert own.signed_in("iaas-s-" + "x" * 43).http.get("/vm/query_all").status_code == 401
        assert own.api.get("/user/current")["username"] == "admin", "who signs in is known all the same"
        nobody.post("/vm/delete", {"vmUuid": vm["uuid"], "deleteType": "force"})
        assert nobody.http.get("/service/register").status_code == 401
    finally:
        suite.stop_service("iaas-core")
        suite.start_service("iaas-core", AUTH_MODE="required")
    assert own.signed_in(None).http.get("/vm/query_all").status_code == 401
    assert "warnings" not in own.api.raw("GET", "/service/query_service")


def test_service_tokens_are_replaced_without_a_break(own: RunningSuite) -> None:
    """The new one on top, then the old one away, while requests go on."""
    tokens = own.config.state / "secrets" / "tokens"
    failed: list[object] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            answer = own.api.raw("POST", "/volume/create", {"name": "v", "diskSize": 1})
            if answer["code"] != 200.0:
                failed.append(answer)
            else:
                own.api.post("/volume/delete", {"volumeUuid": answer["data"]["uuid"]})

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for file in sorted(tokens.iterdir()):
            old = file.read_text()
            new = secrets.token_urlsafe(32) + "\n"
            for text in (new + old, new):
                _replace(file, text)
                before = len(own.api.get("/operation/page_query_all", page_num=1, page_size=1))
                own.api.post("/spec_config/create", {"type": "SYS_VOLUME", "value": "50", "description": "50G"})
                assert before
    finally:
        over.set()
        thread.join(60)
    assert not failed


def _replace(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}")
    beside.write_text(text)
    beside.rename(file)


def test_the_first_administrators_password_is_printed_once_if_none_is_given(tmp_path: Path) -> None:
    overrides = {"iaas-core": {"FIRST_ADMIN_PASSWORD_FILE": str(tmp_path / "admin-password")}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.helpers.suite.seed.seed", lambda _: None)
        patch.setattr("tests.helpers.suite.RunningSuite.__init__", _bare)
        given = {"FIRST_ADMIN_PASSWORD_FILE": "", "FIRST_ADMIN_NAME": "root"}
        with running_suite("simulated", overrides={"iaas-core": {**overrides["iaas-core"], **given}}) as suite:
            log = suite.suite.log("iaas-core")
            (password,) = re.findall(r"'root' with the password '(\w+)'", log.read_text())
            nobody = suite.signed_in(None)
            answer = nobody.post("/user/login", {"username": "root", "password": password})
            assert answer["user"]["mustChangePassword"] is True and answer["user"]["role"] == "SUPER_ADMIN"
            suite.suite.stop_service("iaas-core")
            suite.suite.start_service("iaas-core")
            assert log.read_text().count("with the password") == 1
            records = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
            assert records and password not in json.dumps(records), "beside the log, not in it"


def test_a_lost_password_is_replaced_by_whoever_has_the_pod(
    own: RunningSuite, capsys: pytest.CaptureFixture[str]
) -> None:
    made = own.api.post("/user/create", {"username": "lost", "password": "a good password", "role": "SUPER_ADMIN"})
    before = own.signed_in(own.api.post("/user/login", {"username": "lost", "password": "a good password"})["token"])
    tokens = own.config.state / "secrets" / "tokens"
    settings = CoreSettings(port=1, service_tokens_dir=tokens, db_proxy_url=own.config.url("db-proxy"))
    assert reset_password(settings, "lost") == 0
    password = capsys.readouterr().out.strip()
    assert before.http.get("/user/current").status_code == 401
    again = own.api.post("/user/login", {"username": "lost", "password": password})
    assert again["user"]["mustChangePassword"] is True
    assert reset_password(settings, "nobody") == 1 and "no user" in capsys.readouterr().err
    own.api.post("/user/delete", {"id": made["id"]})


def _bare(self: RunningSuite, suite: object) -> None:
    """A suite that nobody can sign in to yet."""
    self.suite = suite  # type: ignore[assignment]
    config: SuiteConfig = suite.config  # type: ignore[attr-defined]
    self.config = config
    self._clients = []
    self.api = self.signed_in(None)


def test_one_address_may_try_so_often(own: RunningSuite) -> None:
    """Names that nobody has, so that no account's own lock is met first."""
    nobody = own.signed_in(None)
    answers = [
        nobody.http.post("/user/login", json={"username": f"guess-{number}", "password": "guess"})
        for number in range(75)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert all(answer.json()["code"] == 429.0 and answer.json()["kind"] == "unavailable" for answer in refused)
    assert {answer.status_code for answer in answers} == {401, 429}
    assert own.api.get("/user/current")["username"] == "admin", "who is in stays in"

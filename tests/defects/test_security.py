"""18.6 Security. D45's listening is in tests/real/test_defects.py as well."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_common.tickets import ConsoleTarget, Tickets
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.profile import HostProfile
from image_operator.catalogue import manifest
from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes
from tests.iaas_agent.domain_xml.specs import domain_spec

ROOT = Path(__file__).resolve().parents[2]
INNER = ("db-proxy", "iaas-agent", "image-operator", "resource-operator")
OPEN = {"/healthz", "/readyz", "/heartbeat", "/openapi.json"}
HOSTILE = ("$(reboot)", "`id`", "a;b", "a|b", "../../etc/passwd", "a'b", 'a"b', "a\nb", "a&&b", "{x}", "a b/c", "-rf")


def test_d41_every_inner_door_asks_for_a_token_and_no_get_changes_anything(suite: RunningSuite) -> None:
    """v1's services trusted every caller, and destroyed on GET."""
    for service in INNER:
        with httpx.Client(base_url=suite.config.url(service), trust_env=False) as http:
            paths = http.get("/openapi.json").json()["paths"]
            assert len(paths) > 1
            for path, verbs in paths.items():
                for verb in verbs:
                    answer = http.request(verb.upper(), re.sub(r"\{\w+\}", "x", path), json={})
                    assert path in OPEN or answer.status_code == 401, (service, verb, path, answer.status_code)
                    assert verb != "get" or not re.search(r"ensure|absent|create|delete|save", path)
    with httpx.Client(base_url=suite.api.url, trust_env=False) as http:
        query = {"service_name": "iaas-agent", "node_name": "n", "timestamp": 1}
        assert http.get("/service/register", params=query).status_code == 401
        assert http.post("/internal/agent/report", json={}).status_code == 401


@pytest.mark.parametrize("text", HOSTILE)
def test_d42_nothing_hostile_reaches_a_host(suite: RunningSuite, segment_form: dict[str, Any], text: str) -> None:
    """v1 put bridge, gateway, uuids and paths into shell commands."""
    for field in ("bridge", "gateway", "netmask", "ipRangeStart", "hostUuid", "dns"):
        suite.api.refused("/ip_segment/create_ip_segment", {**segment_form, field: text}, code=402.0)
    for field in ("vmUuid", "volumeUuid"):
        pair = {"vmUuid": "1" * 32, "volumeUuid": "2" * 32, field: text}
        suite.api.refused("/volume/attach", pair, code=402.0)
    suite.api.refused("/vm/create", suite.form(hostUuid=text), code=402.0)
    image = suite.api.raw("POST", "/vm/create", suite.form(imageUuid=text))  # a file may be called so; none is
    assert image["kind"] in ("invalid_request", "wrong_state") and "imageUuid" in image["log"], image
    device = {"vmUuid": "1" * 32, "type": "USB", "bus": "1", "dev": "2", "vendor": "0x1d6b", "product": "0x0002"}
    for field in ("bus", "dev", "vendor", "product"):
        suite.api.refused("/device/attach", {**device, field: text}, code=402.0)
    assert suite.api.raw("GET", "/vm/vnc_url", params={"uuid": text})["code"] == 402.0


def test_d42_no_service_has_a_shell() -> None:
    """The second half: there is nothing that could take such a text for a command."""
    packages = ("api_common", "db_proxy", "iaas_agent", "iaas_core", "image_operator", "resource_operator")
    for package in packages:
        for file in (ROOT / package).rglob("*.py"):
            assert not re.search(r"shell=True|os\.system|os\.popen|getoutput", file.read_text()), file


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "..%2fx.yaml", ".bashrc", "a/../b.yaml"])
def test_d43_names_of_images_stay_in_their_folder(suite: RunningSuite, name: str) -> None:
    """v1 read, wrote and deleted any file of the image service."""
    assert suite.api.raw("GET", "/image/query_image_raw_by_uuid", params={"uuid": name})["code"] == 402.0
    suite.api.refused("/image/save", {"uuid": name, "content": "x"}, code=402.0)
    assert suite.api.raw("POST", "/image/delete", {"uuid": name})["code"] in (402.0, 203.02)
    content = f"image: {{filename: {name}, spec: {{format: QCOW2}}}}"
    suite.api.refused("/image/save", {"uuid": "outside.yaml", "content": content}, code=402.0)


def test_d44_yaml_builds_no_objects(tmp_path: Path) -> None:
    """v1's loader could build anything, JSON in query strings too."""
    proof = tmp_path / "proof"
    text = f"image: !!python/object/apply:os.system ['touch {proof}']\n"
    assert manifest.parse("a.yaml", text).problem
    manifest.hostile(text)
    assert not proof.exists()


def test_d45_screens_are_behind_short_lived_tickets(tmp_path: Path) -> None:
    """v1 listened everywhere, with a password made of public data and the VM's uuid as an eternal token."""
    profile = HostProfile(virt_type="kvm", bridge_type="Linux", vnc_listen="10.0.0.9", disk_path=lambda _: "/x")
    xml = build_domain_xml(domain_spec(), profile)
    assert "0.0.0.0" not in xml and "10.0.0.9" in xml
    keys = tmp_path / "keys"
    keys.write_text("secret\n")
    target = ConsoleTarget("1" * 32, "10.0.0.9", 5900)
    first, second = (Tickets(keys).sign(target) for _ in range(2))
    assert first != second and "1" * 32 not in first.split(".")[-1]
    assert Tickets(keys).verify(first) == target


def test_d47_accounts_have_no_known_password(suite: RunningSuite) -> None:
    """v1's console kept unsalted MD5, began with 000000 and reset to it."""
    for username in ("admin", "00000000000", "root"):
        for password in ("000000", "admin", "password", "kubeiaas"):
            answer = suite.api.raw("POST", "/user/login", {"username": username, "password": password})
            assert answer["code"] in (401.0, 429.0)
    group = suite.api.post("/user_group/create", {"name": "d47"})
    same = [suite.api.post("/user/create", {"username": f"d47-{n}", "groupId": group["id"]}) for n in range(2)]
    reset = suite.api.post("/user/reset_password", {"id": same[0]["id"]})
    passwords = {same[0]["password"], same[1]["password"], reset["password"]}
    assert len(passwords) == 3 and all(len(password) >= 16 for password in passwords)
    with sqlite3.connect(f"file:{suite.config.state}/sqlite/kubeiaas.db?mode=ro", uri=True) as database:
        stored = [row[0] for row in database.execute("SELECT password_hash FROM user_account")]
    database.close()
    assert len(set(stored)) >= 3 and all(one.startswith("$argon2id$") for one in stored)
    for user in same:
        suite.api.post("/user/delete", {"id": user["id"]})
    suite.api.post("/user_group/delete", {"id": group["id"]})


def test_d46_secrets_are_blank(suite: RunningSuite, volumes: Volumes) -> None:
    """v1 showed passwords in create, edit and detail, and in every volume list."""
    vm, uuid = suite.create("secret"), volumes.create("data")
    volumes.attach(uuid, vm["uuid"])
    edited = suite.api.post("/vm/edit", {"vmUuid": vm["uuid"], "name": "still secret"})
    created = suite.api.post("/vm/create", suite.form("another"))
    listed = suite.api.get("/vm/query_all") + [volumes.one(uuid)["instanceVm"], edited, created]
    for shown in listed:
        assert not shown.get("password") and not shown.get("vncPassword") and not shown.get("vncPort")
    assert not suite.api.vm(vm["uuid"]).get("password")
    suite.api.wait_operation(created["operationUuid"])

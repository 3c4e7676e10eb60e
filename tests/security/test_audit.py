"""The audit log: what people did and tried, how it ended, and no secret anywhere."""

from __future__ import annotations

from typing import Any

from tests.security.conftest import Town


def _entries(town: Town, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = town.admin.api.get("/audit/page_query_all", page_num=1, page_size=50, **query)[
        "content"
    ]
    return found


def test_who_did_what_from_where_and_how_it_ended(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    vm = town.people.vm(person)
    person.api.raw("POST", "/vm/reduce", {"vmUuid": vm, "cpus": 1, "password": "hunter2-hunter2"})
    person.api.raw("POST", "/vm/start", {"vmUuid": "not a uuid"})
    person.api.raw("POST", "/spec_config/delete", {"id": 1})
    person.api.post("/vm/delete", {"vmUuid": vm, "deleteType": "force"})
    mine = _entries(town, username=person.username)
    told = [(entry["action"], entry["outcome"]) for entry in reversed(mine)]
    assert told == [
        ("user_login", "success"),
        ("vm_create", "success"),
        ("vm_reduce", "failure"),
        ("vm_start", "failure"),
        ("spec_config_delete", "failure"),
        ("vm_delete", "success"),
    ]
    created, reduced, started, forbidden = [mine[-n] for n in (2, 3, 4, 5)]
    assert (created["resourceType"], created["resourceKey"], created["address"]) == ("vm", vm, "127.0.0.1")
    assert created["operationUuid"] and created["credential"] == "session" and created["endTime"] >= created["time"]
    assert reduced["code"] == 202.02 and "stop it" in reduced["reason"]
    assert started["code"] == 402.0 and "resourceKey" not in started, "nothing is kept that could be anything"
    assert forbidden["code"] == 403.0 and forbidden["groupId"] == town.red
    assert "hunter2" not in str(mine)


def test_an_operation_that_fails_later(town: Town) -> None:
    vm = town.people.vm(town.red_member)
    town.suite.suite.stop_service("iaas-agent")
    try:
        made = town.red_member.api.post("/vm/create", town.suite.form())
        assert _entries(town, resource_key=made["uuid"])[0]["outcome"] == "open"
        town.red_member.api.post("/operation/cancel", {"uuid": made["operationUuid"]})
    finally:
        town.suite.suite.start_service("iaas-agent")
    town.red_member.api.wait_operation(made["operationUuid"])
    (entry,) = _entries(town, resource_key=made["uuid"])
    assert (entry["outcome"], entry["reason"]) == ("failure", "cancelled")
    for uuid in (vm, made["uuid"]):
        town.admin.api.raw("POST", "/vm/delete", {"vmUuid": uuid, "deleteType": "force"})


def test_filters(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    person.api.post("/user/edit", {"id": person.id, "name": "x"})
    (edit,) = _entries(town, username=person.username, action="user_edit")
    assert _entries(town, username=person.username, outcome="failure") == []
    assert edit in _entries(town, resource_type="user", resource_key=str(person.id))
    assert edit not in _entries(town, since=edit["time"] + 1, action="user_edit")
    assert edit in _entries(town, since=edit["time"], until=edit["time"])
    assert _entries(town, address="10.9.9.9") == []
    bad = town.admin.api.raw("GET", "/audit/page_query_all", params={"page_num": 1, "page_size": 1, "outcome": "x"})
    assert bad["code"] == 402.0


def test_signing_in_is_in_the_log_and_names_of_nobody_are_not(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    for name in (person.username, "MyPassw0rd-typed-into-the-wrong-field"):
        town.suite.signed_in(None).raw("POST", "/user/login", {"username": name, "password": "wrong one here"})
    newest = _entries(town, action="user_login")[:2]
    assert [entry["outcome"] for entry in newest] == ["failure", "failure"]
    assert "username" not in newest[0] and newest[1]["username"] == person.username


def test_looking_at_a_screen_is_in_the_log(town: Town) -> None:
    town.blue_member.api.raw("GET", "/vm/vnc_url", params={"uuid": town.blue_vm})
    assert _entries(town, action="vm_vnc_url", resource_key=town.blue_vm)


def test_no_secret_is_in_database_or_logs(town: Town) -> None:
    """Passwords and tokens that were used in this suite, looked for in every file that it wrote."""
    person = town.people.person("MEMBER", town.red)
    key = person.api.post("/user/api_key/create", {"name": "k"})["key"]
    reset = town.admin.api.post("/user/reset_password", {"id": person.id})["password"]
    used = [person.password, person.api.token, key, reset, town.admin.password, town.suite.api.token]
    state = town.suite.config.state
    files = [path for folder in ("sqlite", "log") for path in (state / folder).rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files) and any(path.suffix == ".log" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not [secret for secret in used if secret.encode() in content], path

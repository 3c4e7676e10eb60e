"""Accounts as people use and abuse them: signing in and out, passwords, keys, and who manages whom."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from db_proxy.commands.sign_in import ACCOUNT_FREE, LOCKED_AFTER, LONGEST_WAIT_MS
from tests.helpers.people import Person
from tests.security.conftest import Town


def _login(town: Town, username: str, password: str) -> dict[str, Any]:
    return town.suite.signed_in(None).raw("POST", "/user/login", {"username": username, "password": password})


def _failed_long_before(town: Town, username: str) -> None:
    """So often, and so long ago, that one guess is free now, and the next waits longer than any machine is busy."""
    key = hashlib.sha256(f"account {username}".encode()).hexdigest()
    change = f"update sign_in_failure set failures = {ACCOUNT_FREE + LOCKED_AFTER}, last_at = last_at - ? where key = ?"
    with closing(sqlite3.connect(town.suite.config.state / "sqlite" / "kubeiaas.db", timeout=60)) as database, database:
        assert database.execute(change, (LONGEST_WAIT_MS, key)).rowcount == 1


def _works(person: Person) -> bool:
    return person.api.http.get("/user/current").status_code == 200


def test_signing_in_and_out(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    answer = _login(town, person.username, person.password)
    assert set(answer["data"]) == {"token", "expiresAt", "user"} and answer["data"]["expiresAt"] > 10**12
    assert answer["data"]["user"]["role"] == "MEMBER" and "password" not in str(answer["data"]["user"]).lower().replace(
        "mustchangepassword", ""
    )
    second = town.suite.signed_in(answer["data"]["token"])
    assert second.get("/user/current")["username"] == person.username
    second.post("/user/logout")
    assert second.http.get("/user/current").status_code == 401 and _works(person), "one session ends, not the other"


def test_an_unknown_user_and_a_wrong_password_are_answered_alike(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    off = town.people.person("MEMBER", town.red)
    town.admin.api.post("/user/edit", {"id": off.id, "enabled": False})
    wrong = _login(town, person.username, "wrong password")
    assert wrong["code"] == 401.0 and wrong == _login(town, "nobody-of-this-name", "wrong password")
    assert wrong == _login(town, off.username, off.password), "nor that an account is disabled"


def test_guessing_is_slowed_and_then_locked_for_known_and_unknown_names(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    for name in (person.username, "nobody-at-all"):
        assert [_login(town, name, f"guess {number}")["code"] for number in range(3)] == [401.0] * 3, name
        _failed_long_before(town, name)
        assert _login(town, name, "one more")["code"] == 401.0, name
        slowed = _login(town, name, "and one more")
        assert slowed["code"] == 429.0 and slowed["detail"]["retryAfterSeconds"] >= 1 and "try again" in slowed["log"]
    locked = town.suite.signed_in(None).http.post(
        "/user/login", json={"username": person.username, "password": person.password}
    )
    assert locked.status_code == 429, "the right password waits as well"
    assert int(locked.headers["retry-after"]) >= 1
    assert _works(person), "who is signed in already is not locked out"


def test_guesses_at_the_same_moment_count(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    _login(town, person.username, "a first guess")
    _failed_long_before(town, person.username)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: _login(town, person.username, f"guess {number}"), range(12)))
    assert sorted(answer["code"] for answer in answers) == [401.0] + [429.0] * 11, "the others have to wait"


def test_programs_that_sign_in_together_are_no_guesses(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _login(town, person.username, person.password)["code"], range(8)))
    assert answers == [200.0] * 8


def test_a_new_password_ends_other_sessions(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    other = town.suite.signed_in(person.sign_in())
    key = town.suite.signed_in(person.api.post("/user/api_key/create", {"name": "k"})["key"])
    body = {"oldPassword": "not it", "newPassword": "another good one"}
    assert person.api.raw("POST", "/user/change_password", body)["code"] == 403.0
    person.api.post("/user/change_password", {**body, "oldPassword": person.password})
    assert _works(person) and key.http.get("/user/current").status_code == 200
    assert other.http.get("/user/current").status_code == 401
    assert _login(town, person.username, "another good one")["code"] == 200.0


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaaaaaa", "password123", "1234567890", "x" * 129, "<username>-and-more"]
)
def test_weak_passwords(town: Town, password: str) -> None:
    person = town.people.person("MEMBER", town.red)
    new = password.replace("<username>", person.username)
    body = {"oldPassword": person.password, "newPassword": new}
    assert person.api.raw("POST", "/user/change_password", body)["code"] == 402.0
    form = {"username": "weak", "password": new.replace(person.username, "weak"), "groupId": town.red}
    assert town.admin.api.raw("POST", "/user/create", form)["code"] == 402.0
    assert "weak" not in [user["username"] for user in town.admin.api.get("/user/query_all")]


def test_a_reset_forces_a_change(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    key = town.suite.signed_in(person.api.post("/user/api_key/create", {"name": "k"})["key"])
    made_up = town.red_leader.api.post("/user/reset_password", {"id": person.id})["password"]
    assert not _works(person), "the sessions ended"
    assert key.raw("GET", "/vm/query_all")["detail"] == {"mustChangePassword": True}
    again = town.suite.signed_in(_login(town, person.username, made_up)["data"]["token"])
    assert again.get("/user/current")["mustChangePassword"] is True
    for path in ("/vm/query_all", "/user/api_key/query_all", "/user_group/query_all"):
        answer = again.http.get(path)
        assert answer.status_code == 403 and answer.json()["detail"] == {"mustChangePassword": True}
    again.post("/user/change_password", {"oldPassword": made_up, "newPassword": "a password of my own"})
    assert again.get("/vm/query_all") == [] and key.get("/vm/query_all") == []


def test_keys_are_shown_once_and_do_less(town: Town) -> None:
    person = town.people.person("MEMBER", town.red)
    made = person.api.post("/user/api_key/create", {"name": "backup", "days": 3})
    key = town.suite.signed_in(made["key"])
    (listed,) = person.api.get("/user/api_key/query_all")
    assert "key" not in listed and listed["name"] == "backup" and key.get("/vm/query_all") == []
    assert 2 * 86_400_000 < made["expiresAt"] - made["createTime"] <= 3 * 86_400_000
    for path, body in (
        ("/user/api_key/create", {"name": "more"}),
        ("/user/change_password", {"oldPassword": person.password, "newPassword": "another good one"}),
        ("/user/edit", {"id": person.id, "name": "x"}),
    ):
        assert key.raw("POST", path, body)["kind"] == "forbidden"
    other = town.people.person("MEMBER", town.red)
    assert other.api.raw("POST", "/user/api_key/delete", {"id": made["id"]})["kind"] == "not_found"
    assert other.api.get("/user/api_key/query_all") == [] and key.get("/user/current")["id"] == person.id
    person.api.post("/user/api_key/delete", {"id": made["id"]})
    assert key.http.get("/user/current").status_code == 401


def test_rights_that_are_taken_end_at_once(town: Town) -> None:
    person = town.people.person("SUPER_ADMIN")
    assert person.api.get("/audit/page_query_all", page_num=1, page_size=1)["content"]
    town.admin.api.post("/user/edit", {"id": person.id, "role": "MEMBER", "groupId": town.red})
    assert person.api.raw("GET", "/audit/page_query_all", params={"page_num": 1, "page_size": 1})["code"] == 403.0
    town.admin.api.post("/user/edit", {"id": person.id, "enabled": False})
    assert not _works(person)
    town.admin.api.post("/user/delete", {"id": person.id})
    assert _login(town, person.username, person.password)["code"] == 401.0


def test_nobody_raises_themselves(town: Town) -> None:
    for person in (town.red_member, town.red_leader):
        me = person.api.get("/user/current")
        for change in (
            {"role": "SUPER_ADMIN"},
            {"role": "super_admin"},
            {"groupId": town.blue},
            {"role": "GROUP_LEADER", "groupId": town.blue},
        ):
            answer = person.api.raw("POST", "/user/edit", {"id": me["id"], **change})
            assert answer["code"] == 403.0 and answer["kind"] == "forbidden", answer
        person.api.post("/user/edit", {"id": me["id"], "name": "N", "role": me["role"], "groupId": me["groupId"]})
        after = person.api.get("/user/current")
        assert (after["role"], after["groupId"], after["name"]) == (me["role"], me["groupId"], "N")


def test_administrators_do_not_change_their_own_rights_either(town: Town) -> None:
    """By mistake; another one can."""
    for change in ({"role": "MEMBER", "groupId": town.red}, {"enabled": False}, {"groupId": town.red}):
        assert town.admin.api.raw("POST", "/user/edit", {"id": town.admin.id, **change})["code"] == 403.0
    assert town.admin.api.get("/user/current")["role"] == "SUPER_ADMIN"


def test_fields_that_are_nobodys_to_give(town: Town) -> None:
    """Mass assignment: what a form does not have is not taken."""
    extra = {"id": 1, "userId": town.admin.id, "groupId": town.blue, "role": "SUPER_ADMIN", "user_id": 1, "group_id": 1}
    person = town.people.person("MEMBER", town.red)
    body = {"oldPassword": person.password, "newPassword": "another good one", **extra, "mustChangePassword": True}
    person.api.post("/user/change_password", body)
    me = person.api.get("/user/current")
    assert (me["id"], me["role"], me["groupId"], me["mustChangePassword"]) == (person.id, "MEMBER", town.red, False)
    made = person.api.post("/vm/create", {**town.suite.form("mass"), **extra, "userName": "admin", "status": "ACTIVE"})
    person.api.wait_operation(made["operationUuid"])
    shown = person.api.vm(made["uuid"])
    assert (shown["userId"], shown["groupId"], shown["userName"]) == (person.id, town.red, person.username)
    person.api.post("/vm/edit", {"vmUuid": made["uuid"], "name": "x", **extra})
    assert person.api.vm(made["uuid"])["groupId"] == town.red
    key = person.api.post("/user/api_key/create", {"name": "k", **extra, "expiresAt": 9 * 10**12})
    assert town.suite.signed_in(key["key"]).get("/user/current")["id"] == person.id
    person.api.post("/vm/delete", {"vmUuid": made["uuid"], "deleteType": "force"})


def test_leaders_manage_members_of_their_group_alone(town: Town) -> None:
    leader = town.red_leader.api
    made = leader.post("/user/create", {"username": "pupil", "password": "a good password"})
    assert (made["role"], made["groupId"], "password" in made) == ("MEMBER", town.red, False)
    leader.post("/user/edit", {"id": made["id"], "telephone": "123"})
    seen = {user["username"] for user in leader.get("/user/query_all")}
    assert "pupil" in seen and town.blue_member.username not in seen and "admin" not in seen
    for form in (
        {"username": "boss", "password": "a good password", "role": "SUPER_ADMIN"},
        {"username": "boss", "password": "a good password", "role": "GROUP_LEADER"},
        {"username": "boss", "password": "a good password", "groupId": town.blue},
    ):
        assert leader.raw("POST", "/user/create", form)["code"] == 403.0
    assert leader.raw("POST", "/user/edit", {"id": made["id"], "role": "GROUP_LEADER"})["code"] == 403.0
    assert leader.raw("POST", "/user/edit", {"id": made["id"], "groupId": town.blue})["code"] == 403.0
    second = town.people.person("GROUP_LEADER", town.red)
    for other in (town.blue_member.id, town.blue_leader.id, town.admin.id, second.id, 10**6):
        for path in ("/user/edit", "/user/delete", "/user/reset_password"):
            assert leader.raw("POST", path, {"id": other, "name": "x"})["kind"] == "not_found", (path, other)
    leader.post("/user/delete", {"id": made["id"]})
    assert _login(town, "pupil", "a good password")["code"] == 401.0


def test_what_must_not_be_lost(town: Town) -> None:
    admins = [u for u in town.admin.api.get("/user/query_all") if u["role"] == "SUPER_ADMIN" and u["enabled"]]
    for user in admins:
        if user["id"] != town.admin.id:
            town.admin.api.post("/user/edit", {"id": user["id"], "enabled": False})
    try:
        for path, body in (
            ("/user/delete", {"id": town.admin.id}),
            ("/user/edit", {"id": town.admin.id, "enabled": False}),
            ("/user/edit", {"id": town.admin.id, "role": "MEMBER", "groupId": town.red}),
        ):
            assert town.admin.api.raw("POST", path, body)["code"] != 200.0
        assert _works(town.admin)
    finally:
        for user in admins:
            town.admin.api.post("/user/edit", {"id": user["id"], "enabled": True})
        town.suite.api.http.headers["Authorization"] = f"Bearer {_admin_token(town)}"
    refused = town.admin.api.raw("POST", "/user_group/delete", {"id": town.blue})
    assert refused["code"] == 202.0 and "users" in refused["log"] and "VMs" in refused["log"]
    owner = town.admin.api.raw("POST", "/user/delete", {"id": town.blue_member.id})
    assert owner["code"] == 202.0 and "VMs" in owner["log"]
    moved = town.admin.api.raw("POST", "/user/edit", {"id": town.blue_member.id, "groupId": town.red})
    assert moved["code"] == 202.0 and "owns" in moved["log"]
    empty = town.people.group()
    town.admin.api.post("/user_group/delete", {"id": empty})
    assert empty not in [group["id"] for group in town.admin.api.get("/user_group/query_all")]


def _admin_token(town: Town) -> str:
    password = (town.suite.config.state / "secrets" / "admin-password").read_text().strip()
    return str(_login(town, "admin", password)["data"]["token"])


def test_names_are_taken_once(town: Town) -> None:
    form = {"username": "twice", "password": "a good password", "groupId": town.red}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: town.admin.api.raw("POST", "/user/create", form)["code"], range(8)))
    assert sorted(answers) == [200.0] + [202.0] * 7
    for bad in ("", " ", "a b", "-x", "../x", "a" * 65, "x\n", "ä"):
        assert town.admin.api.raw("POST", "/user/create", {**form, "username": bad})["code"] == 402.0


def test_people_are_searched_among_those_one_manages(town: Town) -> None:
    page = {"page_num": 1, "page_size": 100}

    def found(person: Person, **query: Any) -> set[str]:
        return {user["username"] for user in person.api.get("/user/page_query_all", **page, **query)["content"]}

    member, other = town.red_member.username, town.blue_member.username
    assert {member, other} <= found(town.admin, role="member") and member not in found(town.admin, role="super_admin")
    assert other in found(town.admin, keywords=other) and found(town.admin, keywords="no such") == set()
    assert other in found(town.admin, group_id=town.blue) and member not in found(town.admin, group_id=town.blue)
    assert member in found(town.red_leader, keywords=member) and other not in found(town.red_leader, keywords="user")
    assert found(town.red_leader, group_id=town.blue) == set()
    assert town.red_member.username not in found(town.admin, enabled="false")
    assert town.admin.api.raw("GET", "/user/page_query_all", params={**page, "role": "KING"})["code"] == 402.0


def test_groups_are_listed_with_what_they_have(town: Town) -> None:
    (own,) = town.red_member.api.get("/user_group/query_all")
    quota = town.red_member.api.get("/user_group/quota")
    assert own["use"] == {name: quota[name]["used"] for name in own["use"]} and len(own["use"]) == 6

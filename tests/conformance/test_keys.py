"""The same `Idempotency-Key` again: the same answer, nothing done twice; of every request that changes something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api_common.identity import new_uuid
from iaas_core.routes.keys import ANSWERED_SECRETS, REPLAYED
from tests.conformance.recipes import SUCCEEDS
from tests.conformance.world import World
from tests.helpers.api import Api
from tests.rules.applications import application

Json = dict[str, Any]
PASSWORD = "a-long-enough-password"


def _user(world: World, **fields: Any) -> Json:
    made: Json = world.api.post("/user/create", {"username": f"u{new_uuid()[:12]}", "role": "SUPER_ADMIN", **fields})
    return made


def _group(world: World) -> Json:
    made: Json = world.api.post("/user_group/create", {"name": f"g{new_uuid()[:12]}"})
    return made


def _published(world: World) -> str:
    """An image of a group."""
    group = _group(world)["id"]
    member = _user(world, role="MEMBER", groupId=group)["id"]
    vm = world.brought(world.idle, "STOPPED")
    world.api.post("/vm/change_owner", {"vmUuid": vm, "userId": member})
    token = world.api.post("/user/reset_password", {"id": member})["password"]
    api = _signed_in(world, world.api.get("/user/query_all")[-1]["username"], token)
    name = new_uuid()[:12]
    made = api.post("/vm/publish_image", {"vmUuid": vm, "name": name, "vdSize": 1})
    api.wait_operation(made["operationUuid"])
    return next(str(image["uuid"]) for image in api.get("/image/query_all") if image["name"] == name)


def _signed_in(world: World, username: str, password: str) -> Api:
    token = world.api.post("/user/login", {"username": username, "password": password})["token"]
    api = world.suite.signed_in(token)
    if world.api.get("/user/query_all") and password != PASSWORD:
        api.post("/user/change_password", {"oldPassword": password, "newPassword": PASSWORD})
    return api


MORE: dict[str, Callable[[World], Json]] = {
    "vm_change_owner": lambda world: {"vmUuid": world.spare_vm(), "userId": _user(world)["id"]},
    "volume_change_owner": lambda world: {"volumeUuid": world.spare_volume(), "userId": _user(world)["id"]},
    "image_share": lambda world: {"uuid": _published(world), "isPublic": True},
    "host_recover": lambda world: {"dryRun": False},
    "user_create": lambda world: {"username": f"u{new_uuid()[:12]}", "role": "SUPER_ADMIN"},
    "user_edit": lambda world: {"id": _user(world)["id"], "name": "somebody"},
    "user_delete": lambda world: {"id": _user(world)["id"]},
    "user_reset_password": lambda world: {"id": _user(world)["id"]},
    "user_group_create": lambda world: {"name": f"g{new_uuid()[:12]}", "vms": 3},
    "user_group_edit": lambda world: {"id": _group(world)["id"], "name": f"g{new_uuid()[:12]}"},
    "user_group_delete": lambda world: {"id": _group(world)["id"]},
    "user_api_key_create": lambda world: {"name": "a key"},
    "user_api_key_delete": lambda world: {"id": world.api.post("/user/api_key/create", {"name": "k"})["id"]},
}
ELSEWHERE = {
    "operation_cancel": "tests/suite/test_operations.py",
    "operation_retry": "tests/suite/test_operations.py",
    "host_delete": "tests/suite/test_dead_host.py",
    "user_logout": "the second one has no session any more",
    "user_change_password": "below",
}


def _keyed() -> Iterator[tuple[str, str]]:
    """Name and path of every request that takes a key, as the API describes itself."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        described = application("iaas_core", Path(folder)).openapi()
    for path, methods in described["paths"].items():
        told = methods.get("post", {})
        if any(one.get("$ref", "").endswith("/IdempotencyKey") for one in told.get("parameters", [])):
            yield told["operationId"], path


KEYED = dict(_keyed())


def test_every_request_that_changes_something_takes_a_key() -> None:
    """All POSTs but signing in and the ticket of a stream, which changes nothing."""
    assert set(KEYED) == {*ELSEWHERE, *(name for name in {**SUCCEEDS, **MORE} if name in KEYED)}
    assert {"vm_create", "vm_delete", "image_save", "ip_segment_delete", "user_delete", "host_recover"} <= set(KEYED)


@pytest.mark.parametrize("name", sorted(set(KEYED) - set(ELSEWHERE)))
def test_the_same_key_again(world: World, name: str) -> None:
    body = {**SUCCEEDS, **MORE}[name](world)
    headers = {"Idempotency-Key": new_uuid()}
    first = world.api.http.post(KEYED[name], json=body, headers=headers)
    assert first.json()["code"] == 200.0, first.json()
    before = world.api.get("/operation/page_query_all", page_num=1, page_size=1)["totalElements"]
    again = world.api.http.post(KEYED[name], json=dict(reversed(body.items())), headers=headers)
    assert again.headers[REPLAYED] == "true" and REPLAYED not in first.headers
    assert _without_secrets(again.json()) == _without_secrets(first.json())
    assert not [secret for secret in ANSWERED_SECRETS if (again.json()["data"] or {}).get(secret)]
    after = world.api.get("/operation/page_query_all", page_num=1, page_size=1)["totalElements"]
    assert after == before, "nothing was started again"
    other = world.api.raw("POST", KEYED[name], {**body, "another": 1}, headers=headers)
    assert other["kind"] == "conflict" and "another request" in other["log"], other
    if uuid := (first.json()["data"] or {}).get("operationUuid"):
        world.api.wait_operation(uuid)


def _without_secrets(answer: Json) -> Json:
    data = answer["data"]
    bare = {k: v for k, v in data.items() if k not in ANSWERED_SECRETS} if isinstance(data, dict) else data
    return {**{k: v for k, v in answer.items() if k != "warnings"}, "data": bare}


def test_the_own_password_is_changed_once(world: World) -> None:
    user = _user(world, password=PASSWORD, mustChangePassword=False)
    api = _signed_in(world, user["username"], PASSWORD)
    headers = {"Idempotency-Key": "p"}
    for _ in range(2):
        api.post("/user/change_password", {"oldPassword": PASSWORD, "newPassword": f"{PASSWORD}2"}, headers=headers)


def test_a_refusal_is_not_remembered(world: World) -> None:
    headers = {"Idempotency-Key": new_uuid()}
    body = {"name": f"g{new_uuid()[:12]}", "vms": "many"}
    assert world.api.raw("POST", "/user_group/create", body, headers=headers)["code"] == 402.0
    assert world.api.raw("POST", "/user_group/create", {**body, "vms": 3}, headers=headers)["code"] == 200.0


def test_keys_of_others_are_others(world: World) -> None:
    user = _user(world, password=PASSWORD, mustChangePassword=False)
    api = _signed_in(world, user["username"], PASSWORD)
    headers = {"Idempotency-Key": "shared"}
    made = [one.post("/user/api_key/create", {"name": "mine"}, headers=headers) for one in (world.api, api)]
    assert made[0]["id"] != made[1]["id"] and all(one["key"] for one in made)


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "\u00e9"])
def test_what_is_no_key_is_refused(world: World, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("utf-8")}
    answer = world.api.http.post("/user/api_key/create", json={"name": "k"}, headers=headers).json()  # type: ignore[arg-type]
    assert answer["code"] == 402.0 and answer["detail"]["field"] == "Idempotency-Key", answer


def test_twenty_at_once_are_one(world: World) -> None:
    headers, body = {"Idempotency-Key": new_uuid()}, {"name": f"many {new_uuid()[:8]}", "diskSize": 1}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: world.api.raw("POST", "/volume/create", body, headers=headers), range(20)))
    assert {answer["data"]["uuid"] for answer in answers} == {answers[0]["data"]["uuid"]}
    named = [volume for volume in world.api.get("/volume/query_all") if volume["name"] == body["name"]]
    assert len(named) == 1

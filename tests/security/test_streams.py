"""The event stream: own rows only, tickets for once, an end when the rights end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx

from tests.security.conftest import Town


def _read(town: Town, ticket: str) -> int:
    with (
        httpx.Client(base_url=town.suite.api.url, timeout=30, trust_env=False) as http,
        http.stream("GET", "/event/stream", params={"ticket": ticket}) as response,
    ):
        return response.status_code


def test_events_of_others_do_not_come(town: Town) -> None:
    first = town.red_member.api
    with first.events() as red, town.blue_leader.api.events() as blue, town.admin.api.events() as all_:
        vm = town.people.vm(town.red_member)
        volume = town.people.volume(town.red_member)
        last = all_.wait(lambda e: e["key"] == volume and e["record"].get("status") == "AVAILABLE")
        town.admin.api.post("/spec_config/create", {"type": "SYS_VOLUME", "value": "50", "description": "50G"})
        for log in (red, blue, all_):
            log.wait(lambda e: e["type"] == "spec_config" and e["id"] > last["id"])
        assert {vm, volume} <= {event["key"] for event in red.events} & {event["key"] for event in all_.events}
        assert {event["type"] for event in blue.events} <= {"spec_config", "host", "ip_segment"}
        assert "agentUrl" not in str(all_.events)
    with town.blue_leader.api.events(last_id=all_.events[0]["id"]) as missed:
        missed.wait(lambda e: e["type"] == "spec_config" and e["id"] > last["id"])
        assert vm not in {event["key"] for event in missed.events}
    first.post("/vm/delete", {"vmUuid": vm, "deleteType": "force"})
    first.post("/volume/delete", {"volumeUuid": volume})


def test_people_are_told_of_to_those_who_manage_them(town: Town) -> None:
    watchers = {"admin": town.admin, "leader": town.red_leader, "member": town.red_member, "other": town.blue_leader}
    with ExitStack() as stack:
        logs = {who: stack.enter_context(person.api.events()) for who, person in watchers.items()}
        user = ("user", str(town.people.person("MEMBER", town.red).id))
        group = ("user_group", str(town.red))
        town.admin.api.post("/user_group/edit", {"id": town.red, "name": f"red {town.red}"})
        town.admin.api.post("/spec_config/create", {"type": "SYS_VOLUME", "value": "60", "description": "60G"})
        for log in logs.values():
            log.wait(lambda e: e["type"] == "spec_config")
        heard = {who: {(e["type"], e["key"]) for e in log.events} & {user, group} for who, log in logs.items()}
        assert heard == {"admin": {user, group}, "leader": {user, group}, "member": {group}, "other": set()}
        assert "hash" not in str(logs["admin"].events).lower() and "argon" not in str(logs["admin"].events)


def test_a_ticket_opens_one_stream(town: Town) -> None:
    ticket = town.red_member.api.post("/event/ticket")["ticket"]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: _read(town, ticket), range(6)))
    assert sorted(answers) == [200] + [401] * 5
    for wrong in ("", "x", "iaas-t-x", ticket, town.red_member.api.token):
        assert _read(town, wrong) == 401


def test_a_ticket_is_no_token(town: Town) -> None:
    ticket = town.red_member.api.post("/event/ticket")["ticket"]
    assert town.suite.signed_in(ticket).http.get("/vm/query_all").status_code == 401


def test_a_stream_ends_with_its_session(town: Town) -> None:
    for end in ("logout", "disabled", "ticket"):
        person = town.people.person("MEMBER", town.red)
        how = {"headers": {"Authorization": f"Bearer {person.api.token}"}}
        if end == "ticket":
            how = {"params": {"ticket": person.api.post("/event/ticket")["ticket"]}}
        with (
            httpx.Client(base_url=town.suite.api.url, timeout=30, trust_env=False) as http,
            http.stream("GET", "/event/stream", **how) as response,
        ):
            lines = response.iter_lines()
            assert next(lines) == ": connected"
            if end == "disabled":
                town.admin.api.post("/user/edit", {"id": person.id, "enabled": False})
            else:
                person.api.post("/user/logout")
            assert not [line for line in lines if line.startswith("data")], end

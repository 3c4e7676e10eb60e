"""Every query and command over a database of v1 with all its oddities: refusals, but never a failure."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api_common.contract.states import PowerState, ResourceType, VmStatus, VolumeStatus
from api_common.identity import new_uuid
from db_proxy.main import create_app
from db_proxy.settings import DbProxySettings
from tests.db_proxy.migrations.odd import ADDRESSES, HUGE_ID, TEXTS, OddDatabase
from tests.helpers.clock import ManualClock
from tests.helpers.services import headers_of, write_tokens

ROWS = 80
REPORT = {"epoch": 9, "sequence": 9, "vncPort": "1"}


class OddSuite:
    """db_proxy over such a database. A failure inside is raised here as it is."""

    def __init__(self, http: TestClient, odd: OddDatabase, path: Path) -> None:
        self._http = http
        self._path = path
        self.uuids = {
            "vm": [uuid or "" for uuid in odd.vms],
            "volume": [uuid or "" for uuid in odd.volumes],
            "host": [uuid or "" for uuid in odd.hosts],
        }

    def ask(self, method: str, *parts: object, body: Any = None, refused: bool = True) -> Any:
        """The answer, which may be a refusal."""
        path = "/" + "/".join(quote(str(part), safe="?=&") for part in parts)
        answer = self._http.request(method, path, json=body, headers=headers_of("iaas-core"))
        assert answer.status_code in ((200, 400, 404, 409, 422) if refused else (200,)), (path, body, answer.text)
        return answer.json() if answer.content else None

    def execute(self, statement: str) -> None:
        """Change what is stored."""
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute(statement)
            connection.commit()

    def column(self, table: str, column: str) -> list[Any]:
        """All its values as they are stored."""
        with closing(sqlite3.connect(self._path)) as connection:
            return [row[0] for row in connection.execute(f"SELECT {column} FROM {table} ORDER BY id")]


@pytest.fixture
def odd(tmp_path: Path, clock: ManualClock) -> Iterator[OddSuite]:
    database = OddDatabase(seed=7, count=ROWS)
    path = database.write(tmp_path / "kubeiaas.db")
    settings = DbProxySettings(
        database_url=f"sqlite:///{path}",
        service_tokens_dir=write_tokens(tmp_path / "tokens"),
        iaas_core_url="http://127.0.0.1:9",
        host_name="node1",
    )
    with TestClient(create_app(settings, clock)) as http:
        yield OddSuite(http, database, path)


def test_every_row_is_in_its_list(odd: OddSuite) -> None:
    for size in (0, 7, 1000):
        seen, page = [], {"totalPages": 1}
        number = 0
        while number < page["totalPages"]:
            number += 1
            page = odd.ask("POST", "vms", "query", body={"pageNum": number, "pageSize": size}, refused=False)
            seen += [view["vm"]["id"] for view in page["content"]]
        assert seen == odd.column("vm", "id") and page["totalElements"] == ROWS
    data = odd.ask("POST", "volumes", "query", body={}, refused=False)
    assert [view["volume"]["id"] for view in data["content"]] == odd.column("volume WHERE usage_type = 'DATA'", "id")
    assert sum(each["count"] for each in odd.ask("GET", "vms", "counts", refused=False)) == ROWS
    assert sum(each["count"] for each in odd.ask("GET", "volumes", "counts", refused=False)) == len(data["content"])
    assert len(odd.ask("GET", "hosts", refused=False)) == ROWS
    assert len(odd.ask("GET", "segments", refused=False)) == ROWS + 20
    assert len(odd.ask("GET", "spec_configs", refused=False)) == ROWS + 2


def test_searches_find_what_is_stored(odd: OddSuite) -> None:
    names = odd.column("vm", "name")
    for word in [*TEXTS, *ADDRESSES]:
        for path in ("vms", "volumes"):
            found = odd.ask("POST", path, "query", body={"keywords": word, "pageSize": 20}, refused=False)
            if path == "vms" and word:
                assert found["totalElements"] >= sum(word.lower() in (name or "").lower() for name in names)
    for status in VmStatus:
        found = odd.ask("POST", "vms", "query", body={"statuses": [status]}, refused=False)
        assert found["totalElements"] == odd.column("vm", "status").count(status)
    for status in VolumeStatus:
        odd.ask("POST", "volumes", "query", body={"statuses": [status]}, refused=False)
    for host in odd.uuids["host"]:
        odd.ask("POST", "vms", "query", body={"hostUuid": host}, refused=False)
    for image in TEXTS:
        odd.ask("POST", "vms", "query", body={"imageUuid": image}, refused=False)
        odd.ask("POST", "images", "use", body={"uuid": image or "", "files": [image or "", "a/b"]}, refused=False)


def test_single_rows_are_shown_or_not_there(odd: OddSuite) -> None:
    for noun, path in (("vm", "vms"), ("volume", "volumes")):
        stored = set(odd.column(noun, "uuid"))
        for uuid in odd.uuids[noun]:
            if not uuid or "/" in uuid:
                continue  # no address at all
            record = odd.ask("GET", path, uuid)
            record = record.get("vm", record)
            assert record.get("uuid") == (uuid if uuid in stored else None)
    for host in odd.uuids["host"]:
        for what in ("devices", "dhcp_plan"):
            odd.ask("GET", "hosts", host, what)
    for segment in [*odd.column("ip_segment", "id"), -1, 2**31, 2**63, 10**30]:
        odd.ask("GET", "segments", segment, "addresses")
        odd.ask("GET", f"segments?ids={segment}")
    odd.ask("GET", "operations", "x")
    odd.ask("GET", "services")
    odd.ask("GET", "events?after=0")


def test_changes_are_made_or_refused(odd: OddSuite) -> None:
    keys = {
        **odd.uuids,
        **{table: odd.column(table, "id") for table in ("ip_used", "ip_segment", "spec_config", "device")},
    }  # addresses before their segments, which cannot go while something has an address of theirs
    for noun, known in keys.items():
        for key in known:
            for change in (
                {"op": "set", "fields": {"description": "new"} if noun in ("vm", "volume") else {"name": "new"}},
                {"op": "status", "to": "ERROR", "error": "why"},
            ):
                odd.ask("POST", "changes", body={"changes": [{**change, "type": noun, "key": str(key)}]})
    for uuid in keys["vm"]:
        odd.ask("POST", "changes", body={"changes": [{"op": "settle", "key": uuid}]})
    for noun, known in keys.items():
        for key in known:
            odd.ask("POST", "changes", body={"changes": [{"op": "remove", "type": noun, "key": str(key)}]})
        if noun not in odd.uuids:
            assert odd.column(noun, "id") == []
    created = odd.ask(
        "POST", "changes", body={"changes": [{"op": "create", "type": "vm", "record": {"uuid": "a" * 32}}]}
    )
    assert created["created"][0]["id"] == HUGE_ID + 1


def test_hosts_register_and_tell_of_their_vms(odd: OddSuite) -> None:
    names = sorted({str(name) for name in odd.column("host", "name") if name})
    for number, name in enumerate(names):
        facts = {"name": name, "ip": ADDRESSES[number % len(ADDRESSES)] or "", "agentUrl": "http://a"}
        registered = odd.ask("POST", "hosts", "register", body=facts, refused=False)
        assert registered["name"] == name
    for host in {uuid for uuid in odd.uuids["host"] if uuid}:
        domains = [{"uuid": uuid, "power": PowerState.RUNNING, **REPORT} for uuid in odd.uuids["vm"][::2]]
        odd.ask("POST", "observe", "power", body={"hostUuid": host, "reports": domains}, refused=False)
        odd.ask("POST", "observe", "inventory", body={"hostUuid": host, **REPORT, "sequence": 10, "domains": domains})
    odd.ask("POST", "hosts", "mark_silent?silent_ms=0", refused=False)


def test_operations_hold_what_they_can(odd: OddSuite) -> None:
    host = next(uuid for uuid in odd.uuids["host"] if uuid)
    for number, vm in enumerate(odd.uuids["vm"]):
        start = {
            "uuid": new_uuid(),
            "kind": "test",
            "targetType": ResourceType.VM,
            "targetUuid": vm,
            "steps": ["one"],
            "holds": [{"type": "vm", "key": vm}],
            "capacity": {"vmUuid": vm, "hostUuid": host} if number % 2 else None,
            "addresses": {"vmUuid": vm, "segmentIds": [odd.column("ip_segment", "id")[number]]} if number % 3 else None,
        }
        odd.ask("POST", "operations", body=start)
    claimed = odd.ask("POST", "operations", "claim", body={"runner": "r", "leaseSeconds": 30, "limit": 500})
    assert claimed
    for operation in claimed:
        record = {"fence": operation["fence"], "number": 0, "status": "done"}
        report = {"uuid": operation["targetUuid"], "power": PowerState.STOPPED, **REPORT}
        odd.ask(
            "POST", "operations", operation["uuid"], "step", body={**record, "observations": [report]}, refused=False
        )
        settlement = {
            "fence": operation["fence"],
            "status": "done",
            "changes": [{"op": "settle", "key": operation["targetUuid"]}],
        }
        odd.ask("POST", "operations", operation["uuid"], "settle", body=settlement, refused=False)
    odd.ask("POST", "operations", "query", body={}, refused=False)
    odd.ask("GET", "events?after=0&limit=5000", refused=False)


def test_rows_are_given_to_people(odd: OddSuite) -> None:
    odd.execute("UPDATE hibernate_sequence SET next_val = 1000000")  # its greatest id leaves room for one row only
    group = odd.ask("POST", "user_groups", body={"name": "g", "quota": {"cpus": 10**9}}, refused=False)
    new = {"user": {"username": "a", "role": "MEMBER", "groupId": group["id"]}, "passwordHash": "x"}
    user = odd.ask("POST", "users", body=new, refused=False)
    for noun in ("vm", "volume"):
        for uuid in odd.uuids[noun]:
            odd.ask("POST", "owners", body={"resource": {"type": noun, "key": uuid}, "userId": user["id"]})
    use = odd.ask("GET", "user_groups", refused=False)[0]["use"]
    assert use["vms"] == odd.column("vm", "group_id").count(group["id"]) > 0
    for query in ("vms", "volumes"):
        found = odd.ask("POST", query, "query", body={"scope": {"userId": user["id"]}}, refused=False)
        assert found["totalElements"] > 0
    for uuid in odd.uuids["vm"]:
        for field, value in (("cpus", 3), ("memory", 3)):
            start = {
                "uuid": new_uuid(),
                "kind": "test",
                "targetType": ResourceType.VM,
                "targetUuid": uuid,
                "steps": [],
                "changes": [{"op": "set", "type": "vm", "key": uuid, "fields": {field: value}}],
            }
            odd.ask("POST", "operations", body=start)
    odd.ask("GET", "events?after=0&limit=5000", refused=False)

"""18.3 Network."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from api_common.contract.network import IpUsed
from api_common.contract.operation import AddressRequest
from db_proxy.commands.addresses import allocate_addresses
from db_proxy.commands.unit import Writer
from tests.helpers.db import Rows
from tests.helpers.suite import RunningSuite

CREATE, EDIT, DELETE = (f"/ip_segment/{verb}_ip_segment" for verb in ("create", "edit", "delete"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ipRangeEnd", "10.77.0.300"),
        ("ipRangeEnd", "10.77.0.5"),
        ("netmask", "255.0.255.0"),
        ("gateway", "10.78.0.1"),
        ("ipRangeStart", "10.77.0.0"),
        ("ipRangeEnd", "10.77.0.255"),
        ("type", "SECRET"),
        ("ipRangeStart", "ten"),
    ],
)
def test_d18_segments_are_checked(suite: RunningSuite, segment_form: dict[str, Any], field: str, value: str) -> None:
    """v1 stored anything; 10.0.0.300 became 10.0.1.44."""
    suite.api.refused(CREATE, {**segment_form, field: value}, code=402.0)
    assert len(suite.api.get("/ip_segment/query_all")) == 1
    assert suite.api.get("/ip_segment/statistics")["private_total"] > 0


@pytest.fixture
def second(suite: RunningSuite, segment_form: dict[str, Any]) -> Any:
    """The id of a second segment, gone afterwards."""
    made = suite.api.post(CREATE, {**segment_form, "dns": "10.77.0.2"})["id"]
    yield made
    suite.delete_all()
    suite.api.raw("POST", DELETE, {"ipSegmentId": made})


def test_d19_a_segment_in_use_is_kept(suite: RunningSuite, second: int) -> None:
    """v1 deleted it and left its addresses behind."""
    vm = suite.create("user", ipSegmentId=second)
    suite.api.refused(DELETE, {"ipSegmentId": second}, code=202.0)
    suite.delete(vm["uuid"])
    suite.api.post(DELETE, {"ipSegmentId": second})


def test_d20_a_segment_in_use_changes_only_harmlessly(
    suite: RunningSuite, second: int, segment_form: dict[str, Any]
) -> None:
    """v1 let bridge, host and range change under addresses in use."""
    suite.create("user", ipSegmentId=second)
    form = {**segment_form, "ipSegmentId": second}
    for change in ({"bridge": "br8"}, {"ipRangeStart": "10.77.0.15"}, {"type": "PUBLIC"}):
        assert suite.api.raw("POST", EDIT, {**form, **change})["code"] == 202.0, change
    assert suite.api.post(EDIT, {**form, "name": "renamed", "ipRangeEnd": "10.77.0.30"})["name"] == "renamed"


def test_d21_a_mac_is_drawn_until_unused(rows: Rows, write: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """v1 did not look whether it had given the address before."""
    draws = iter([7, 7, 7, 8])
    monkeypatch.setattr(secrets, "randbits", lambda _: next(draws))
    segment = rows.segment()

    def give(unit: Any) -> str:
        (row,) = allocate_addresses(unit, AddressRequest(vm_uuid=rows_vm.pop(), segment_ids=[segment]))
        return IpUsed.model_validate(row.wire()).mac or ""

    rows_vm = [rows.vm(), rows.vm()]
    assert write(give)[-2:] != write(give)[-2:]


def test_d22_segments_never_overlap(suite: RunningSuite, second: int, segment_form: dict[str, Any]) -> None:
    """v1 gave one address to two VMs out of two segments."""
    for start, end in (("10.77.0.20", "10.77.0.25"), ("10.77.0.5", "10.77.0.10"), ("10.77.0.12", "10.77.0.13")):
        overlapping = {**segment_form, "bridge": "br9", "ipRangeStart": start, "ipRangeEnd": end}
        suite.api.refused(CREATE, overlapping, code=402.0)


def test_d23_entries_of_one_never_touch_another(suite: RunningSuite, segment_form: dict[str, Any]) -> None:
    """v1 removed lines by substring: br1 took br10 with it, and one VM's unbinding restarted DHCP for all."""
    ids = [
        suite.api.post(CREATE, {**segment_form, "bridge": bridge, **addresses})["id"]
        for bridge, addresses in (
            ("br1", {"ipRangeStart": "10.77.0.10", "ipRangeEnd": "10.77.0.20"}),
            ("br10", {"ipRangeStart": "10.77.0.30", "ipRangeEnd": "10.77.0.40"}),
        )
    ]
    vms = [suite.create(f"default{id_}", ipSegmentId=id_) for id_ in ids]
    suite.delete(vms[0]["uuid"])
    suite.api.post(DELETE, {"ipSegmentId": ids[0]})
    assert suite.dhcp_files() == [vms[1]["uuid"]]
    suite.delete(vms[1]["uuid"])
    suite.api.post(DELETE, {"ipSegmentId": ids[1]})


def test_d24_a_restart_of_the_agent_keeps_all_bindings(suite: RunningSuite) -> None:
    """v1's environment check wrote an empty configuration over them."""
    vm = suite.create("bound")
    folder = suite.config.state / "agent" / "dhcp"
    before = {path.name: path.read_text() for path in folder.rglob(vm["uuid"])}
    suite.suite.kill("iaas-agent")
    suite.suite.start_service("iaas-agent")
    assert before and {path.name: path.read_text() for path in folder.rglob(vm["uuid"])} == before


def test_d25_the_name_server_is_kept(suite: RunningSuite, second: int, segment_form: dict[str, Any]) -> None:
    """v1 emptied it on every edit."""
    suite.api.post(EDIT, {**segment_form, "ipSegmentId": second, "name": "again"})
    assert suite.api.get("/ip_segment/query_by_id", ip_segment_id=second)["dns"] == "10.77.0.2"


def test_d26_an_address_of_nobody_is_shown(suite: RunningSuite, second: int, sql: Any) -> None:
    """v1 answered 500.0 for the whole page when one VM was gone."""
    values = (900_010, "10.77.0.11", second, "f" * 32)
    sql("INSERT INTO ip_used (id, ip, ip_segment_id, instance_uuid, status) VALUES (?, ?, ?, ?, 'ATTACHED')", *values)
    page = suite.api.get("/ip_segment/page_query_by_id", ip_segment_id=second, page_num=1, page_size=3)
    assert [row["ip"] for row in page["content"]] == ["10.77.0.10", "10.77.0.11", "10.77.0.12"]
    assert "instanceName" not in page["content"][1] and page["content"][1]["instanceUuid"] == "f" * 32
    sql("DELETE FROM ip_used WHERE id = 900010")

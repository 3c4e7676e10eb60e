"""Segments: what is refused, what is kept, and what the host is told."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.network import IpSegmentView, IpUsed
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import ANONYMOUS
from iaas_core.forms.network import EditIpSegmentForm
from iaas_core.services.segments import Segments
from tests.iaas_core.fakes import HOST, FakeAgent, FakeDb, doors, segment


def _edit(**fields: Any) -> EditIpSegmentForm:
    wire = segment().model_dump(mode="json", by_alias=True, exclude={"id", "revision", "dns"})
    return EditIpSegmentForm.model_validate({**wire, "ipSegmentId": 7, **fields})


@pytest.fixture
def db() -> FakeDb:
    db = FakeDb()
    db.views = [IpSegmentView(segment=segment(), host_name="n1", used=1)]
    db.used = [IpUsed(ip="10.0.0.12", instance_name="vm")]
    return db


def test_dns_is_kept_unless_given(db: FakeDb) -> None:
    assert Segments(doors(db)).edit(_edit()).dns == "10.0.0.2"
    assert Segments(doors(db)).edit(_edit(dns="10.0.0.3")).dns == "10.0.0.3"
    assert Segments(doors(db)).edit(_edit(dns="")).dns == ""


@pytest.mark.parametrize("fields", [{"bridge": "br1"}, {"type": "PUBLIC"}, {"ipRangeStart": "10.0.0.13"}])
def test_what_would_orphan_addresses_in_use_is_refused(db: FakeDb, fields: dict[str, str]) -> None:
    with pytest.raises(IaasError) as caught:
        Segments(doors(db)).edit(_edit(**fields))
    assert caught.value.kind is ErrorKind.WRONG_STATE and db.changes == []


def test_the_host_is_told_and_its_absence_is_no_failure(db: FakeDb) -> None:
    agent = FakeAgent()
    Segments(doors(db, agent)).edit(_edit(name="new"))
    assert len(agent.told) == 1

    def away(_: Any) -> None:
        raise IaasError(ErrorKind.UNAVAILABLE, "away")

    agent.set_segments = away  # type: ignore[method-assign]
    assert Segments(doors(db, agent)).edit(_edit(name="newer")).name == "newer"


def test_a_segment_in_use_is_not_deleted(db: FakeDb) -> None:
    with pytest.raises(IaasError, match="in use"):
        Segments(doors(db)).delete(7)
    db.views = [IpSegmentView(segment=segment(), used=0)]
    Segments(doors(db)).delete(7)
    assert [change.op for change in db.changes] == ["expect", "remove"]


def test_the_address_list_walks_the_range(db: FakeDb) -> None:
    page = Segments(doors(db)).addresses(7, 1, 5, ANONYMOUS)
    assert [row.ip for row in page.content] == [f"10.0.0.{n}" for n in range(10, 15)]
    assert page.content[2].instance_name == "vm" and page.content[0].instance_name is None
    assert (page.total_elements, page.total_pages) == (11, 3)
    assert Segments(doors(db)).addresses(7, 9, 5, ANONYMOUS).content == []


def test_statistics_count_types_and_old_rows_without_one(db: FakeDb) -> None:
    db.views += [
        IpSegmentView(segment=segment(id=8, type=None)),
        IpSegmentView(segment=segment(id=9, ip_range_end="x")),
    ]
    told = Segments(doors(db)).statistics()
    assert told == {"private_total": 11, "private_used": 1, "public_total": 0, "public_used": 0}
    assert Segments(doors(db)).of_host(HOST, segment().type)[0].id == 7  # type: ignore[arg-type]


def test_lists_and_the_detail_say_how_full_a_segment_is(db: FakeDb) -> None:
    segments = Segments(doors(db))
    for shown in (segments.all()[0], segments.one(7)):
        assert (shown.total, shown.used, shown.host_name) == (11, 1, "n1")

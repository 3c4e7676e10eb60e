"""Reading what v1 left in its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from api_common.contract.host import Host
from api_common.contract.states import VmStatus
from api_common.contract.vm import Vm, VolumeCount
from db_proxy.mapping.reading import read_row


@pytest.mark.parametrize(
    ("column", "stored", "read"),
    [
        ("status", "ACTIVE", VmStatus.ACTIVE),
        ("status", "active", None),
        ("status", "", None),
        ("status", "FLYING", None),
        ("os_type", "BEOS", None),
        ("cpus", "many", None),
        ("cpus", "4", 4),
        ("revision", None, 0),
        ("name", 5, None),
        ("create_time", 1_700_000_000_000, 1_700_000_000_000),
        ("create_time", "1700000000000", 1_700_000_000_000),
        ("create_time", "yesterday", None),
    ],
)
def test_odd_values_read_as_absent(column: str, stored: Any, read: Any) -> None:
    assert getattr(read_row(Vm, {"uuid": "u", column: stored}), column) == read


def test_a_date_as_text_is_local_time() -> None:
    found = read_row(Vm, {"uuid": "u", "create_time": "2023-05-06 07:08:09"})
    assert found.create_time == int(datetime(2023, 5, 6, 7, 8, 9).timestamp() * 1000)


def test_several_odd_values_do_not_spoil_the_rest() -> None:
    found = read_row(Vm, {"uuid": None, "name": "kept", "status": "?", "cpus": "?", "create_time": "?"})
    assert (found.uuid, found.name, found.status, found.cpus, found.create_time) == ("", "kept", None, None, None)


def test_a_required_word_may_be_none() -> None:
    for word in ("FLYING", "", None, 7):
        found = read_row(VolumeCount, {"status": word, "count": 3, "size": 0})
        assert (found.status, found.count) == (None, 3)


def test_odd_documents_read_as_absent() -> None:
    assert read_row(Host, {"uuid": "u", "facts": {"name": "n"}, "vcpu": "x"}).facts is None


def test_columns_of_ours_alone_are_not_looked_at() -> None:
    assert read_row(Vm, {"uuid": "u", "power_epoch": "?"}).uuid == "u"


def test_what_cannot_be_cleaned_is_an_error() -> None:
    class Picky(Vm):
        status: VmStatus  # type: ignore[assignment]

    with pytest.raises(ValidationError):
        read_row(Picky, {"uuid": "u", "status": "?"})

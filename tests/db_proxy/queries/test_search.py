"""What a keyword matches."""

from __future__ import annotations

import pytest

from api_common.contract.vm import VmFilter
from db_proxy.queries.reader import Reader
from db_proxy.queries.search import may_be_address
from db_proxy.queries.vms import vms
from tests.helpers.db import Rows


@pytest.mark.parametrize(
    ("name", "keyword", "matches"),
    [
        ("Web-Server", "WEB-s", True),
        ("Web-Server", "web server", False),
        ("云主机-01", "主机-0", True),
        ("云主机-01", "主-0", False),
        ("É", "É", True),
        ("É", "é", False),  # ASCII only, as in v1
        ("aÉb", "AÉB", True),
        ("İstanbul", "STANBUL", True),
        ("a" * 9000 + "needle" + "b" * 9000, "NEEDLE", True),
        (" padded ", "d ", True),
        ("", "x", False),
        (None, "None", False),
    ],
)
def test_letters_of_ascii_are_alike_in_both_cases(
    rows: Rows, read: Reader, name: str | None, keyword: str, matches: bool
) -> None:
    rows.vm(name=name)
    assert read(vms, VmFilter(keywords=keyword)).total_elements == matches


@pytest.mark.parametrize(
    ("keyword", "may"),
    [("10.1", True), (".", True), ("7", True), ("FE80::1", True), ("vm-7", False), ("10.1 ", False), ("١", False)],
)
def test_only_what_looks_like_a_part_of_one_is_sought_in_addresses(keyword: str, may: bool) -> None:
    assert may_be_address(keyword) is may

"""The checker of answers sees what is wrong: without this, all else here could pass on anything."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.contract import Contract
from tests.conformance.shapes import deviations

OPTION = {"id": 1, "type": "VM_COMPUTE", "value": "2,4", "description": "x"}
PAGE = {"content": [OPTION], "totalPages": 1, "totalElements": 1}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("SpecOption", OPTION),
        ("list SpecOption", [OPTION, OPTION]),
        ("page SpecOption", PAGE),
        ("lower VmStatus", "active"),
        ("SingleMsg", {"message": "success", "operationUuid": "0" * 32}),
        ("IpStatistics", {"private_total": 0, "private_used": 0, "public_total": 0, "public_used": 0}),
        (
            "NodeUse",
            {"storage_dir": "x", "used_storage": 0}
            | {f"{a}_{b}": 0 for a in ("total", "used") for b in ("vcpu", "mem", "sys_storage")},
        ),
    ],
)
def test_what_is_right(rules: Contract, kind: str, value: Any) -> None:
    assert list(deviations(rules, kind, value)) == []


@pytest.mark.parametrize(
    ("kind", "value", "at"),
    [
        ("SpecOption", {**OPTION, "id": "1"}, "data.id"),
        ("SpecOption", {**OPTION, "id": True}, "data.id"),
        ("SpecOption", {**OPTION, "id": None}, "data.id"),
        ("SpecOption", {**OPTION, "type": "vm_compute"}, "data.type"),
        ("SpecOption", {**OPTION, "more": 1}, "data.more"),
        ("SpecOption", {key: OPTION[key] for key in ("id", "type", "value")}, "data.description"),
        ("SpecTypeName", {"type": "VM_COMPUTE", "value": "2,4"}, "data.value"),
        ("SpecOption", [OPTION], "data"),
        ("list SpecOption", OPTION, "data"),
        ("list SpecOption", [OPTION, {**OPTION, "value": 4}], "data[1].value"),
        ("page SpecOption", {**PAGE, "totalPages": 1.0}, "data.totalPages"),
        ("page SpecOption", {**PAGE, "number": 1}, "data"),
        ("page SpecOption", {**PAGE, "content": [{}]}, "data.content[0].id"),
        ("lower VmStatus", "ACTIVE", "data"),
        ("SingleMsg", {"message": "done"}, "data.message"),
        ("IpStatistics", {"private_total": 0}, "data.public_used"),
        ("VolumeStatistics", {"total": 1, "used": 1, "free": 0}, "data.free"),
        ("ServiceMap", {"node": {"iaas-core": "ALIVE"}}, "data.node.iaas-core"),
        ("VmDetail", {"password": "abc123"}, "data.password"),
        ("VmListItem", {"devices": []}, "data.devices"),
        ("VmCreated", {"status": "ACTIVE"}, "data.status"),
        ("Volume", {"createTime": 1_700_000_000}, "data.createTime"),
        ("VmRow", {"uuid": "01234567-89ab-cdef-0123-456789abcdef"}, "data.uuid"),
    ],
)
def test_what_is_wrong(rules: Contract, kind: str, value: Any, at: str) -> None:
    assert at in [told.partition(": ")[0] for told in deviations(rules, kind, value)]

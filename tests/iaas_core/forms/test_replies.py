"""How answers are called in the description of the API."""

from __future__ import annotations

from typing import Any

import pytest

from iaas_core.forms.maps import ServiceRow, VmStatistics
from iaas_core.forms.replies import Envelope, PageReply, VmReply


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (VmReply, "VmEnvelope"),
        (list[VmReply], "VmListEnvelope"),
        (PageReply[VmReply], "VmPageEnvelope"),
        (VmStatistics, "VmStatisticsEnvelope"),
        (dict[str, ServiceRow], "ServiceRowMapEnvelope"),
    ],
)
def test_names(kind: Any, name: str) -> None:
    assert Envelope[kind].__name__ == name

"""Short lists."""

from __future__ import annotations

from api_common.contract.states import ResourceType, SpecType
from db_proxy.queries.lists import spec_configs
from db_proxy.queries.reader import Reader
from tests.helpers.db import Rows


def test_options_are_sorted_by_type_and_id(rows: Rows, read: Reader) -> None:
    rows.create(ResourceType.SPEC_CONFIG, type="SYS_VOLUME", value="80", description="80G")
    found = [(option.type, option.id) for option in read(spec_configs, None)]
    assert found == sorted(found, key=lambda pair: (str(pair[0]), pair[1]))
    assert [option.value for option in read(spec_configs, SpecType.SYS_VOLUME)] == ["20", "30", "40", "80"]

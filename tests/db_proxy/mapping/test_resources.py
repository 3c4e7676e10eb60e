"""The registry of rows agrees with tables and records."""

from __future__ import annotations

import pytest

from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind
from db_proxy.mapping.resources import RESOURCES, Resource, resource_of
from tests.helpers.db import refused

NOT_COLUMNS = {"instance_name", "target_name", "steps"}
ONLY_COLUMNS = {
    "power_epoch",
    "power_sequence",
    "woken",
    "cancel_unseen",
    "id",
    "password_hash",
    "digest",
    "quarantine",
}


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.kind.value)
def test_every_field_has_its_column_and_every_column_its_field(resource: Resource) -> None:
    fields = set(resource.model.model_fields)
    assert fields - resource.columns <= NOT_COLUMNS
    assert resource.columns - fields <= ONLY_COLUMNS
    assert resource.managed <= resource.columns
    assert resource.key in resource.columns
    assert resource.reason_column is None or resource.reason_column in resource.columns


def test_every_kind_of_row_that_changes_is_known() -> None:
    assert set(ResourceType) - set(RESOURCES) == {ResourceType.IMAGE, ResourceType.SERVICE}


@pytest.mark.parametrize("type_", [ResourceType.IMAGE, ResourceType.SERVICE, ResourceType.OPERATION])
def test_what_change_sets_may_not_write_is_refused(type_: ResourceType) -> None:
    with refused(ErrorKind.INVALID_REQUEST):
        resource_of(type_)

"""The change feed: one row per visible change, in the order in which it became visible."""

from __future__ import annotations

from typing import Any

from api_common.contract.base import WireModel
from api_common.contract.states import ResourceType


class EventRow(WireModel):
    """`kind` is created, changed or removed; `summary` is the row's wire form without secrets."""

    id: int
    kind: str
    resource_type: ResourceType
    resource_key: str
    revision: int = 0
    summary: dict[str, Any] = {}
    create_time: int


class EventBatch(WireModel):
    """Events after an id. `oldest` is the first one still kept: a reader behind it has missed some and starts over."""

    events: list[EventRow]
    last: int
    oldest: int

"""The base of all wire records: camelCase on the wire, snake_case in code, tolerant reading."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class WireModel(BaseModel):
    """A frozen record. Change one with `model_copy(update=...)`."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)

    def to_wire(self) -> dict[str, Any]:
        """JSON-ready form with wire names; absent values are kept as null."""
        return self.model_dump(mode="json", by_alias=True)

"""What is asked about data volumes: lists and counts."""

from __future__ import annotations

from api_common.clients.db import Wire
from api_common.contract.states import VolumeStatus
from api_common.contract.vm import VolumeFilter
from iaas_core.auth.callers import Caller
from iaas_core.services.present import volume_list_item
from iaas_core.steps.doors import Doors


class VolumeQueries:
    """`GET /volume/...`. One call each, whatever the page."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def all(self, caller: Caller) -> list[Wire]:
        """Every data volume in order of creation."""
        rows: list[Wire] = self.page(VolumeFilter(), caller)["content"]
        return rows

    def page(self, query: VolumeFilter, caller: Caller) -> Wire:
        """One page of those that pass the filter."""
        found = self._doors.db.volume_rows(query.model_copy(update={"scope": caller.scope}))
        return {**found, "content": [volume_list_item(view) for view in found["content"]]}

    def statistics(self, caller: Caller) -> dict[str, int]:
        """How many there are, and how many of them VMs have."""
        counts = self._doors.db.volume_counts(caller.scope)
        return {
            "total": sum(count.count for count in counts),
            "used": sum(count.count for count in counts if count.status is VolumeStatus.ATTACHED),
        }

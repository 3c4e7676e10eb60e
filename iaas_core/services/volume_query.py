"""What is asked about data volumes: lists and counts."""

from __future__ import annotations

from api_common.contract.states import VolumeStatus
from api_common.contract.vm import VolumeFilter
from iaas_core.forms.replies import PageReply, VolumeReply
from iaas_core.services.present import volume_list_item
from iaas_core.steps.doors import Doors


class VolumeQueries:
    """`GET /volume/...`. One call each, whatever the page."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def all(self) -> list[VolumeReply]:
        """Every data volume in order of creation."""
        return self.page(VolumeFilter()).content

    def page(self, query: VolumeFilter) -> PageReply[VolumeReply]:
        """One page of those that pass the filter."""
        found = self._doors.db.volumes(query)
        return PageReply.model_construct(
            content=[volume_list_item(view) for view in found.content],
            total_pages=found.total_pages,
            total_elements=found.total_elements,
        )

    def statistics(self) -> dict[str, int]:
        """How many there are, and how many of them VMs have."""
        counts = self._doors.db.volume_counts()
        return {
            "total": sum(count.count for count in counts),
            "used": sum(count.count for count in counts if count.status is VolumeStatus.ATTACHED),
        }

"""What resource_operator counts."""

from __future__ import annotations

from prometheus_client import Counter

PLACEMENTS = Counter("iaas_placements_total", "Requests for a host by outcome", ["outcome"])
REFUSALS = Counter("iaas_placement_refusals_total", "Hosts that were not taken, by the filter that refused", ["filter"])

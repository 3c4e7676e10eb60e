"""What resource_operator counts."""

from __future__ import annotations

from prometheus_client import Counter

PLACEMENTS = Counter("iaas_placements_total", "Requests for a host by outcome", ["outcome"])
REFUSALS = Counter("iaas_placement_refusals_total", "Hosts that were not taken, by the filter that refused", ["filter"])
RESERVATIONS = Counter("iaas_reservations_total", "VMs that asked for an entry in the cluster's account", ["outcome"])
ACCOUNT_ACTIONS = Counter("iaas_account_actions_total", "What was done to keep the cluster's account right", ["action"])

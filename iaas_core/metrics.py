"""What iaas_core counts, beside the requests that `api_common/web/metrics` measures."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

OPERATIONS_ENDED = Counter("iaas_operations_ended_total", "Operations by kind and how they ended", ["kind", "outcome"])
OPERATION_SECONDS = Histogram(
    "iaas_operation_seconds",
    "Time from the start of an operation to its end",
    ["kind"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
)
OPERATIONS_RUNNING = Gauge("iaas_operations_running", "Operations this process works on now")
LEASES_LOST = Counter("iaas_leases_lost_total", "Operations that another process took over")
STREAMS = Gauge("iaas_event_streams", "Open event streams")

"""The agent's own metrics: everything is a gauge that is read when Prometheus asks.

Nothing is measured in between, so an agent that nobody scrapes does no work for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api_common.errors import IaasError

_GUEST_COUNTERS = {
    "cpu_seconds": "CPU time of a guest in seconds",
    "disk_read_bytes": "bytes a guest has read from its disks",
    "disk_write_bytes": "bytes a guest has written to its disks",
    "net_receive_bytes": "bytes a guest has received",
    "net_transmit_bytes": "bytes a guest has sent",
}
_GUEST_GAUGES = {"memory_bytes": "memory of a guest in bytes"}


@dataclass(frozen=True)
class Sources:
    """Where the numbers come from; `main` fills it in."""

    domains_by_power: Callable[[], Mapping[Any, int]]
    reports_waiting: Callable[[], int]
    dnsmasq_running: Callable[[], bool]
    guests: Callable[[], Sequence[Mapping[str, Any]]]


class AgentCollector(Collector):
    """One agent's numbers on the default registry, from :meth:`start` to :meth:`stop`."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def start(self) -> None:
        """Be scraped."""
        REGISTRY.register(self)

    def stop(self) -> None:
        """Be scraped no more."""
        REGISTRY.unregister(self)

    def describe(self) -> Iterable[Metric]:
        """Nothing: keeps the registry from collecting while it registers."""
        return []

    def collect(self) -> Iterable[Metric]:
        """All numbers as they are now."""
        domains = GaugeMetricFamily("iaas_agent_domains", "domains by power state", labels=["power"])
        for power, count in self._sources.domains_by_power().items():
            domains.add_metric([str(power)], count)
        yield domains
        waiting = self._sources.reports_waiting()
        yield GaugeMetricFamily("iaas_agent_reports_waiting", "news that iaas-core was not told yet", value=waiting)
        running = self._sources.dnsmasq_running()
        yield GaugeMetricFamily("iaas_agent_dnsmasq_running", "whether this host's DHCP server runs", value=running)
        yield from self._guest_metrics()

    def _guest_metrics(self) -> Iterable[Metric]:
        try:
            guests = self._sources.guests()
        except IaasError:
            return  # no libvirt, no guests to speak of; /readyz says why
        for name, text in _GUEST_COUNTERS.items():
            yield _per_guest(CounterMetricFamily(f"iaas_guest_{name}", text, labels=["vm"]), name, guests)
        for name, text in _GUEST_GAUGES.items():
            yield _per_guest(GaugeMetricFamily(f"iaas_guest_{name}", text, labels=["vm"]), name, guests)


def _per_guest(
    family: CounterMetricFamily | GaugeMetricFamily, name: str, guests: Sequence[Mapping[str, Any]]
) -> Metric:
    for guest in guests:
        if guest.get(name) is not None:
            family.add_metric([str(guest["uuid"])], float(guest[name]))
    return family

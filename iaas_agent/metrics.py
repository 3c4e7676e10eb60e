"""The agent's own metrics: everything is a gauge that is read when Prometheus asks.

Nothing is measured in between, so an agent that nobody scrapes does no work for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api_common.contract.host import Area
from api_common.errors import IaasError

Figures = Mapping[str, Any]
"""One guest's figures under libvirt's names, such as `cpu.time` or `block.0.rd.bytes`, and its `uuid`."""


@dataclass(frozen=True)
class _GuestMetric:
    """One number per guest: the sum of the figures whose names match, in another unit."""

    name: str
    text: str
    figures: re.Pattern[str]
    factor: float = 1
    family: type[CounterMetricFamily] | type[GaugeMetricFamily] = CounterMetricFamily

    def value(self, figures: Figures) -> float | None:
        """The number of one guest, or null where libvirt does not tell it."""
        found = [value for name, value in figures.items() if self.figures.fullmatch(name)]
        return sum(found) * self.factor if found else None


_GUEST_METRICS = (
    _GuestMetric("cpu_seconds", "CPU time of a guest", re.compile(r"cpu\.time"), 1e-9),
    _GuestMetric("memory_bytes", "memory of a guest", re.compile(r"balloon\.current"), 1024, GaugeMetricFamily),
    _GuestMetric("disk_read_bytes", "what a guest read from its disks", re.compile(r"block\.\d+\.rd\.bytes")),
    _GuestMetric("disk_write_bytes", "what a guest wrote to its disks", re.compile(r"block\.\d+\.wr\.bytes")),
    _GuestMetric("net_receive_bytes", "what a guest received", re.compile(r"net\.\d+\.rx\.bytes")),
    _GuestMetric("net_transmit_bytes", "what a guest sent", re.compile(r"net\.\d+\.tx\.bytes")),
)


@dataclass(frozen=True)
class Sources:
    """Where the numbers come from; `main` fills it in."""

    domains_by_power: Callable[[], Mapping[Any, int]]
    reports_waiting: Callable[[], int]
    dnsmasq_running: Callable[[], bool]
    calls_hanging: Callable[[], int]
    full: Callable[[], Sequence[Area]]
    guests: Callable[[], Sequence[Figures]]


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
        hanging = self._sources.calls_hanging()
        yield GaugeMetricFamily("iaas_agent_calls_hanging", "calls that QEMU has not answered for 10 s", value=hanging)
        full = GaugeMetricFamily("iaas_agent_full", "whether nothing more can be put there", labels=["area"])
        for area in Area:
            full.add_metric([area], area in self._sources.full())
        yield full
        yield from self._guest_metrics()

    def _guest_metrics(self) -> Iterable[Metric]:
        try:
            guests = self._sources.guests()
        except IaasError:
            return  # no libvirt, no guests to speak of; /readyz says why
        for metric in _GUEST_METRICS:
            family = metric.family(f"iaas_guest_{metric.name}", metric.text, labels=["vm"])
            for guest in guests:
                if (value := metric.value(guest)) is not None:
                    family.add_metric([str(guest["uuid"])], value)
            yield family

"""The agent's metrics: read when asked, and silent about guests while libvirt is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from prometheus_client import REGISTRY, generate_latest

from api_common.contract.host import Area
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.metrics import AgentCollector, Sources

VM = "a" * 32
FIGURES = {
    "uuid": VM,
    "cpu.time": 2_500_000_000,
    "balloon.current": 1024,
    "block.count": 2,
    "block.0.rd.bytes": 10,
    "block.1.rd.bytes": 5,
    "block.0.wr.bytes": 7,
    "net.0.rx.bytes": 3,
}


def sources(guests: Callable[[], Sequence[Mapping[str, Any]]]) -> Sources:
    return Sources(
        domains_by_power=lambda: {PowerState.RUNNING: 2, PowerState.STOPPED: 0},
        reports_waiting=lambda: 4,
        dnsmasq_running=lambda: True,
        calls_hanging=lambda: 3,
        full=lambda: [Area.DATA],
        guests=guests,
    )


@pytest.fixture
def scrape() -> Iterator[Callable[[Callable[[], Sequence[Mapping[str, Any]]]], str]]:
    started: list[AgentCollector] = []

    def run(guests: Callable[[], Sequence[Mapping[str, Any]]]) -> str:
        collector = AgentCollector(sources(guests))
        collector.start()
        started.append(collector)
        return generate_latest(REGISTRY).decode()

    yield run
    for collector in started:
        collector.stop()


def test_all_numbers_in_their_units(scrape: Callable[..., str]) -> None:
    text = scrape(lambda: [FIGURES, {"uuid": "b" * 32}])
    for line in (
        'iaas_agent_domains{power="running"} 2.0',
        "iaas_agent_reports_waiting 4.0",
        "iaas_agent_dnsmasq_running 1.0",
        "iaas_agent_calls_hanging 3.0",
        'iaas_agent_full{area="data-volumes"} 1.0',
        'iaas_agent_full{area="memory"} 0.0',
        f'iaas_guest_cpu_seconds_total{{vm="{VM}"}} 2.5',
        f'iaas_guest_memory_bytes{{vm="{VM}"}} 1.048576e+06',
        f'iaas_guest_disk_read_bytes_total{{vm="{VM}"}} 15.0',
        f'iaas_guest_disk_write_bytes_total{{vm="{VM}"}} 7.0',
        f'iaas_guest_net_receive_bytes_total{{vm="{VM}"}} 3.0',
    ):
        assert line in text.splitlines()
    assert "net_transmit_bytes_total{" not in text and "b" * 32 not in text


def test_a_lost_libvirt_hides_the_guests_only(scrape: Callable[..., str]) -> None:
    def lost() -> Sequence[Mapping[str, Any]]:
        raise IaasError(ErrorKind.UNAVAILABLE, "no libvirt")

    text = scrape(lost)
    assert "iaas_agent_reports_waiting 4.0" in text and "iaas_guest" not in text


def test_stopping_gives_the_registry_back() -> None:
    for _ in range(2):
        collector = AgentCollector(sources(lambda: []))
        collector.start()
        collector.stop()

"""Heartbeats are kept once per service and node, at db_proxy's clock."""

from __future__ import annotations

from api_common.contract.service import ServiceBeat
from db_proxy.commands.services import note_beat
from db_proxy.commands.unit import Writer
from db_proxy.queries.lists import beats
from db_proxy.queries.reader import Reader
from tests.helpers.clock import ManualClock


def test_the_last_beat_counts(write: Writer, read: Reader, clock: ManualClock) -> None:
    for service, node in (("iaas-agent", "n2"), ("iaas-agent", "n1"), ("db-proxy", "n1"), ("iaas-agent", "n1")):
        clock.advance(1)
        write(note_beat, ServiceBeat(service_name=service, node_name=node, seen_at=5))
    clock.jump(-3600)
    now = clock.now_ms() + 3_600_000
    assert [(beat.service_name, beat.node_name, beat.silent_ms) for beat in read(beats, now)] == [
        ("db-proxy", "n1", 1000),
        ("iaas-agent", "n1", 0),
        ("iaas-agent", "n2", 3000),
    ]

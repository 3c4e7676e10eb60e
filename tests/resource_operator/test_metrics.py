"""Placements by outcome and refusals by filter."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from api_common.contract.placement import PlacementRequest
from api_common.errors import IaasError
from resource_operator.placement.choose import Chooser
from resource_operator.placement.weights import spread
from tests.resource_operator.conftest import FakeDb, MakeHost


def count(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"iaas_{name}_total", labels) or 0


def test_refusals_are_counted_by_filter_and_placements_by_outcome(db: FakeDb, host: MakeHost) -> None:
    def counts() -> list[float]:
        return [
            count("placements", outcome="placed"),
            count("placements", outcome="refused"),
            count("placement_refusals", filter="few_cpus"),
            count("placement_refusals", filter="little_memory"),
        ]

    before = counts()
    chooser = Chooser(db, spread)
    db.loads = [host(1), host(2, vcpu=1, memory=1)]
    chooser.place(PlacementRequest(cpus=2, memory=2, storage=2))
    db.loads = [host(2, vcpu=1)]
    with pytest.raises(IaasError):
        chooser.place(PlacementRequest(cpus=2, memory=2, storage=2))
    assert [after - first for after, first in zip(counts(), before, strict=True)] == [1, 1, 2, 1]

"""What image_operator measures: how many images there are, by status, counted when Prometheus asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api_common.errors import IaasError


class _ImageCounts(Collector):
    """Asks the catalogue at scrape time, so that no number is ever older than the answer."""

    def __init__(self) -> None:
        self._counts: Callable[[], Mapping[str, int]] = dict

    def read_from(self, counts: Callable[[], Mapping[str, int]]) -> None:
        """Name the function that counts."""
        self._counts = counts

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily("iaas_images", "Images in the catalogue by status", labels=["status"])
        try:
            for status, count in self._counts().items():
                family.add_metric([status], count)
        except IaasError:
            pass  # an unreadable folder is readiness' to tell; the other metrics must still be answered
        return [family]


IMAGES = _ImageCounts()
REGISTRY.register(IMAGES)

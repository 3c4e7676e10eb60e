"""Numbers of a run: medians with spread, counters of the services, resident memory."""

from __future__ import annotations

import re
import statistics
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from deploy.dev.environment import PROMETHEUS
from tests.helpers.suite import RunningSuite

_SAMPLE = re.compile(r"^(iaas_request_seconds_count|iaas_db_statements_total)(\{.*\})? ([0-9.e+]+)$", re.MULTILINE)
_INNER = ("db-proxy", "image-operator", "resource-operator", "iaas-agent")
_NOT_WORK = ("/healthz", "/readyz", "/metrics", "/events", "/services/beat", "/observe/inventory", "/operations/renew")


def spread(seconds: Sequence[float]) -> str:
    """Median and range in milliseconds."""
    ordered = sorted(seconds)
    median, least, most = (_ms(value) for value in (statistics.median(ordered), ordered[0], ordered[-1]))
    return f"{median:>7} ms ({least}–{most})"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}" if seconds < 0.01 else f"{seconds * 1000:.0f}"


def ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    """Of the medians."""
    return statistics.median(ours) / statistics.median(floor)


def counters(suite: RunningSuite) -> tuple[float, float]:
    """Internal calls that do work, and SQL statements, since the services started."""
    calls = statements = 0.0
    for service in _INNER:
        with urllib.request.urlopen(_metrics_of(suite, service), timeout=10) as response:
            text = response.read().decode()
        for name, labels, value in _SAMPLE.findall(text):
            if name == "iaas_db_statements_total":
                statements += float(value)
            elif not any(f'route="{route}"' in labels for route in _NOT_WORK):
                calls += float(value)
    return calls, statements


def _metrics_of(suite: RunningSuite, service: str) -> urllib.request.Request:
    token = (suite.config.state / "secrets" / "tokens" / PROMETHEUS).read_text().strip()
    return urllib.request.Request(suite.config.url(service) + "/metrics", headers={"Authorization": f"Bearer {token}"})


def memory_mib(suite: RunningSuite) -> dict[str, float]:
    """Resident memory of each service."""
    found = {}
    for name in suite.suite.processes:
        pid = suite.suite.pid(name)
        status = Path(f"/proc/{pid}/status").read_text() if pid else ""
        resident = re.search(r"VmRSS:\s+(\d+)", status)
        found[name] = int(resident[1]) / 1024 if resident else 0.0
    return found

"""A suite whose iaas_core reaches db_proxy and the agent through gates, so that a process can be killed at any call."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from deploy.dev.config import free_ports
from tests.helpers.gate import Chooser, Gate
from tests.helpers.suite import RunningSuite, running_suite


@dataclass
class Gated:
    """The suite and its two gates."""

    suite: RunningSuite
    db: Gate
    agent: Gate

    def crash_at(self, gate: Gate, chooser: Chooser, victim: str, *, after: bool, act: Callable[[], object]) -> None:
        """Do `act`, kill `victim` while the chosen call stands still, start it again."""
        gate.hold(chooser, after=after)
        try:
            act()
            assert gate.reached.wait(60), f"the call never came; calls: {gate.calls[-20:]}"
            self.suite.suite.kill(victim)
        finally:
            gate.release()
        self.suite.suite.start_service(victim)


@contextmanager
def gated_suite() -> Iterator[Gated]:
    """One of its own, on real parts, with short leases and patience."""
    ports = free_ports()
    db, agent = Gate(f"http://127.0.0.1:{ports['db-proxy']}"), Gate(f"http://127.0.0.1:{ports['iaas-agent']}")
    overrides = {
        "iaas-core": {"DB_PROXY_URL": db.url, "OPERATION_LEASE_SECONDS": "6", "CALL_TIMEOUT_SECONDS": "5"},
        "iaas-agent": {"AGENT_URL": agent.url},
    }
    with running_suite(overrides=overrides, ports=ports) as suite:
        yield Gated(suite, db, agent)
    db.close()
    agent.close()


def notes(step: int, status: str) -> Chooser:
    """The write that notes this of a step; the last step is noted together with the end of the operation."""

    def chosen(method: str, path: str, body: bytes) -> bool:
        if method != "POST" or not path.endswith(("/step", "/settle")):
            return False
        told = json.loads(body)
        record = told.get("step") if path.endswith("/settle") else told
        return bool(record and record["number"] == step and record["status"] == status)

    return chosen

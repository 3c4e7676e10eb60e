"""18.8 Hosts and services."""

from __future__ import annotations

from typing import Any

import httpx

from api_common.contract.agent_report import Inventory
from api_common.contract.host import HostFacts
from api_common.contract.states import HostStatus
from api_common.service_tokens import CALLER_HEADER
from db_proxy.commands.hosts import register_host
from db_proxy.commands.observe import observe_inventory
from db_proxy.commands.unit import Writer
from db_proxy.queries.hosts import hosts
from iaas_core.services.hosts import Hosts
from tests.helpers.suite import RunningSuite
from tests.iaas_core.fakes import FakeDb, doors

FACTS = HostFacts(name="node1", ip="10.0.0.1", agent_url="http://a")
YEAR_MS = 365 * 24 * 3600 * 1000


def test_d59_heartbeats_are_judged_by_one_clock_and_outlive_core(suite: RunningSuite) -> None:
    """v1 compared the sender's clock with core's and forgot everything at a restart."""
    token = (suite.config.state / "secrets" / "tokens" / "iaas-agent").read_text().strip()
    headers = {"Authorization": f"Bearer {token}", CALLER_HEADER: "iaas-agent"}
    node = suite.config.host_name
    with httpx.Client(base_url=suite.api.url, trust_env=False) as http:
        for stamp in (0, 1_700_000_000_000 - YEAR_MS, 1_900_000_000_000 + YEAR_MS):
            query: dict[str, Any] = {"service_name": "DHCP", "node_name": node, "timestamp": stamp}
            assert http.get("/service/register", params=query, headers=headers).json()["code"] == 200.0
    assert suite.api.get("/service/query_service")[node]["DHCP"] == "ACTIVE"
    suite.suite.kill("iaas-core")
    suite.suite.start_service("iaas-core")
    assert suite.api.get("/service/query_service")[node]["DHCP"] == "ACTIVE"


def test_d60_a_problem_stays_until_it_is_gone(write: Writer) -> None:
    """v1 overwrote a failed check with READY a minute later."""
    broken = FACTS.model_copy(update={"problem": "no bridge"})
    host = write(register_host, broken)
    quiet = Inventory(host_uuid=host.uuid, epoch=host.epoch, sequence=1, domains=[])
    write(observe_inventory, quiet)
    (load,) = write(lambda unit: hosts(unit.connection))
    assert (load.host.status, load.host.problem) == (HostStatus.ERROR, "no bridge")
    write(observe_inventory, quiet.model_copy(update={"sequence": 2, "facts": FACTS}))
    (load,) = write(lambda unit: hosts(unit.connection))
    assert (load.host.status, load.host.problem) == (HostStatus.READY, None)


def test_d61_a_host_is_its_name(write: Writer) -> None:
    """v1 took the address for the host: a new one registered twice, and roles stayed where they were."""
    first = write(register_host, FACTS.model_copy(update={"roles": ["dhcp", "vnc"]}))
    moved = write(register_host, FACTS.model_copy(update={"ip": "10.0.0.99", "roles": ["vnc"]}))
    assert (moved.uuid, moved.ip, moved.role) == (first.uuid, "10.0.0.99", '["vnc"]')
    assert len(write(lambda unit: hosts(unit.connection))) == 1


def test_d62_a_host_of_that_name_breaks_no_total() -> None:
    """v1's total shared its map with the names of hosts."""
    db = FakeDb()
    db.load = db.load.model_copy(update={"host": db.load.host.model_copy(update={"name": "total_node"})})
    assert Hosts(doors(db)).node_resource() == {"total_node": 1}

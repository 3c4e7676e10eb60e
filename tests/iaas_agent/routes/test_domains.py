"""The routes of a VM's life, through the client that iaas_core uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.clients.agent import AgentClient
from api_common.contract.agent_spec import EnsureDefined
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from tests.iaas_agent.domain_xml.specs import domain_spec
from tests.iaas_agent.hypervisor.machine import fenced, restart, running, sized, stopped
from tests.iaas_agent.reporting.fakes import FakeCore
from tests.iaas_agent.whole import client


def defined(uuid: str, fence: int = 1) -> EnsureDefined:
    return EnsureDefined(operation_uuid="0" * 32, fence=fence, domain=domain_spec(uuid=uuid))


def test_a_whole_life(registered: AgentClient, uuid: str) -> None:
    agent = registered
    assert agent.domain(uuid).report.power is PowerState.ABSENT
    assert agent.ensure_defined(defined(uuid)).report.power is PowerState.STOPPED
    answer = agent.ensure_running(uuid, running("secret"))
    assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, "secret")
    assert agent.ensure_sized(uuid, sized(4)).report.power is PowerState.RUNNING
    assert agent.restart(uuid, restart("force")).report.power is PowerState.RUNNING
    assert agent.ensure_suspended(uuid, fenced()).report.power is PowerState.SAVED
    assert agent.ensure_running(uuid, running()).report.power is PowerState.RUNNING
    assert agent.ensure_stopped(uuid, stopped("ask")).report.power is PowerState.STOPPED
    assert [held.uuid for held in agent.holdings().domains if held.uuid == uuid] == [uuid]
    agent.ensure_absent(uuid, fenced())
    assert agent.domain(uuid).report.power is PowerState.ABSENT


def test_the_core_hears_of_every_state(registered: AgentClient, core: FakeCore, uuid: str) -> None:
    registered.ensure_defined(defined(uuid))
    registered.ensure_running(uuid, running())
    with core.told:
        assert core.told.wait_for(lambda: (uuid, PowerState.RUNNING) in core.powers(), 10)
    registered.ensure_absent(uuid, fenced())
    with core.told:
        assert core.told.wait_for(lambda: (uuid, PowerState.ABSENT) in core.powers(), 10)


def test_errors_keep_their_kind(registered: AgentClient, uuid: str) -> None:
    registered.ensure_defined(defined(uuid, fence=2))
    with pytest.raises(IaasError) as failed:
        registered.ensure_stopped(uuid, stopped(fence=1))
    assert failed.value.kind is ErrorKind.FENCED
    registered.ensure_running(uuid, running(fence=2))
    with pytest.raises(IaasError) as failed:
        registered.ensure_sized(uuid, sized(cpus=99, fence=2))
    assert (failed.value.kind, failed.value.detail["field"]) == (ErrorKind.INVALID_REQUEST, "cpus")
    registered.ensure_absent(uuid, fenced(2))


def test_path_and_body_must_name_the_same_vm(registered: AgentClient, uuid: str) -> None:
    with pytest.raises(IaasError) as failed:
        registered._t.fetch(type(registered.domain(uuid)), "PUT", f"/domains/{'f' * 32}", body=defined(uuid))
    assert failed.value.kind is ErrorKind.INVALID_REQUEST


def test_ids_that_are_none_reach_nothing(registered: AgentClient) -> None:
    with pytest.raises(IaasError) as failed:
        registered.domain("../etc")
    assert failed.value.kind in (ErrorKind.INVALID_REQUEST, ErrorKind.INTERNAL, ErrorKind.NOT_FOUND)


def test_only_the_core_may(url: str, tmp_path: Path, uuid: str) -> None:
    with client(url, tmp_path, caller="image-operator") as stranger, pytest.raises(IaasError) as failed:
        stranger.domain(uuid)
    assert failed.value.kind is ErrorKind.FORBIDDEN

"""Disks over HTTP, by the client that iaas_core uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.clients.agent import AgentClient
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from tests.iaas_agent.storage.disks import ref, spec
from tests.iaas_agent.whole import client


def test_a_disk_comes_and_goes(agent: AgentClient, data_root: Path) -> None:
    order = spec()
    report = agent.ensure_volume(order)
    assert report.status is JobStatus.DONE and report.progress == 100
    assert agent.job(report.key) == report
    agent.ensure_volume_absent(ref(order))
    agent.ensure_volume_absent(ref(order))
    assert not list(data_root.glob("sys-volumes/*/*/*"))


def test_failures_keep_their_kind(agent: AgentClient) -> None:
    report = agent.ensure_volume(spec(image_file="gone.qcow2"))
    assert report.status is JobStatus.FAILED and report.error is not None
    assert report.error["kind"] == "storage_failed"
    newer = spec(fence=9)
    agent.ensure_volume(newer)
    with pytest.raises(IaasError) as refusal:
        agent.ensure_volume_absent(ref(newer, fence=8))
    assert refusal.value.kind is ErrorKind.FENCED


def test_path_and_body_must_agree(agent: AgentClient) -> None:
    with pytest.raises(IaasError) as refusal:
        agent._t.call("PUT", "/volumes/" + "0" * 32, body=spec())
    assert refusal.value.kind is ErrorKind.INVALID_REQUEST


@pytest.mark.parametrize("caller", ["db-proxy", "iaas-agent", "image-operator", "iaas-novnc"])
def test_only_the_core_is_let_in(url: str, tmp_path: Path, caller: str) -> None:
    with client(url, tmp_path, caller) as stranger, pytest.raises(IaasError) as refusal:
        stranger.ensure_volume(spec())
    assert refusal.value.kind is ErrorKind.FORBIDDEN

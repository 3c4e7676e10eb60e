"""Publishing over HTTP, by the client that iaas_core uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.clients.agent import AgentClient
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.tools import qemu_img
from tests.iaas_agent.storage.disks import publish_spec, published_ref, spec
from tests.iaas_agent.whole import client


def test_an_image_comes_and_goes(agent: AgentClient, data_root: Path) -> None:
    volume = spec()
    agent.ensure_volume(volume)
    order = publish_spec(volume)
    report = agent.publish(order)
    assert report.status is JobStatus.DONE and agent.job(report.key) == report
    image = data_root / "images" / order.image_file
    assert qemu_img.info(image).backing is None
    agent.unpublish(published_ref(order))
    agent.unpublish(published_ref(order))
    assert not image.exists()


def test_failures_keep_their_kind(agent: AgentClient) -> None:
    missing = agent.publish(publish_spec(spec()))
    assert missing.error is not None and missing.error["kind"] == "storage_failed"
    with pytest.raises(IaasError) as refusal:
        agent.unpublish(published_ref(publish_spec(spec(), image_file="debian.qcow2")))
    assert refusal.value.kind is ErrorKind.INVALID_REQUEST


def test_path_and_body_must_agree(agent: AgentClient) -> None:
    order = publish_spec(spec())
    for method, path, body in (
        ("PUT", f"/images/{'0' * 32}.img", order),
        ("POST", f"/images/{'0' * 32}.img/absent", published_ref(order)),
    ):
        with pytest.raises(IaasError) as refusal:
            agent._t.call(method, path, body=body)
        assert refusal.value.kind is ErrorKind.INVALID_REQUEST


def test_only_the_core_is_let_in(url: str, tmp_path: Path) -> None:
    with client(url, tmp_path, "image-operator") as stranger, pytest.raises(IaasError) as refusal:
        stranger.publish(publish_spec(spec()))
    assert refusal.value.kind is ErrorKind.FORBIDDEN

"""A control plane for these tests, and on it, once, the suite as `deploy/overlays/single-node` installs it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.single_node import images
from tests.cluster.single_node.installed import Installed
from tests.cluster.single_node.node_host import NodeHost
from tests.cluster.single_node.tool import Kubectl, KubeUp
from tests.helpers.kube import program as kube_program

NODE = "node1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/cluster/single_node/" in str(item.path):
            item.add_marker(pytest.mark.qemu)
            item.add_marker(pytest.mark.timeout(1500))


@pytest.fixture(scope="session")
def kube() -> Iterator[KubeUp]:
    """A cluster of our own, ended afterwards."""
    found = kube_program()
    if found is None:
        pytest.skip("no kube-up here (KUBE_UP names none)")
    if os.geteuid():
        pytest.skip("nodes of kube-up need root")
    home = Path(tempfile.mkdtemp(prefix="kube-"))
    cluster = KubeUp(found, home)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def kubectl(request: pytest.FixtureRequest) -> Kubectl:
    """On that cluster, or on the one that KUBECONFIG names."""
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    if kube_program() is None and (given := os.environ.get("KUBECONFIG")):
        return Kubectl(Path(given))
    kube: KubeUp = request.getfixturevalue("kube")
    return Kubectl(kube.kubeconfig)


@pytest.fixture(scope="session")
def installed(kube: KubeUp, kubectl: Kubectl) -> Iterator[Installed]:
    """The suite on one real node that is a host of VMs."""
    if why := images.missing():
        pytest.skip(f"images cannot be built: {why}")
    archives = images.archives()
    state = Path(tempfile.mkdtemp(prefix="kube-host-"))
    try:
        host = NodeHost(kube.node(NODE), state)
        host.prepare()
        for archive in archives:
            kube.load(archive)
        suite = Installed(kubectl, host)
        suite.apply()
        suite.sign_in()
        try:
            yield suite
        finally:
            suite.close()
    finally:
        kube.stop()
        shutil.rmtree(state, ignore_errors=True)

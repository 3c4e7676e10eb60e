"""Labels from v1's configuration: what is done, and what is said about a wrong one."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from deploy.label import InCluster, Kubectl, everything, main, plan, read_file
from tests.deploy.kube.api_server import answering
from tests.rules.sources import ROOT

GOOD = {"nodes.work.list": "n1,n2", "nodes.control": "n3", "nodes.image": "n1", "nodes.vnc": "n2"}
NODES: dict[str, dict[str, str]] = {"n1": {}, "n2": {}, "n3": {}}


def test_every_key_has_its_label() -> None:
    made = plan(GOOD, NODES)
    assert made.problems == made.remarks == []
    assert made.changes == {
        "n1": {"kubeiaas/img": "true", "kubeiaas/node": "true"},
        "n2": {"kubeiaas/node": "true", "kubeiaas/vnc": "true"},
        "n3": {"kubeiaas/ctl": "true"},
    }


def test_what_is_so_already_is_left_and_what_is_not_wanted_goes() -> None:
    nodes = {
        "n1": {"kubeiaas/node": "true", "kubeiaas/img": "true", "other": "x"},
        "n2": {},
        "n3": {"kubeiaas/node": ""},
    }
    made = plan({**GOOD, "nodes.work.list": "n1"}, nodes)
    assert made.changes == {"n2": {"kubeiaas/vnc": "true"}, "n3": {"kubeiaas/ctl": "true", "kubeiaas/node": None}}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nodes.work.list": "n1,n9"}, "no node 'n9'; it has n1, n2, n3"),
        ({"nodes.work.list": "10.0.0.1"}, "is an address; write the node's name"),
        ({"nodes.control": "fd00::1"}, "is an address"),
        ({"nodes.work.list": ""}, "there would be no work node"),
        ({"nodes.vnc": " "}, "nodes.vnc names no node"),
        ({"nodes.image": "n1,n2"}, "must name one node, not 2"),
        ({"nodes.work.list": "n1,,n2"}, "has an empty name"),
    ],
)
def test_wrong_values_are_told_and_change_nothing(wrong: dict[str, str], said: str) -> None:
    made = plan({**GOOD, **wrong}, NODES)
    assert any(said in problem for problem in made.problems), made.problems
    assert not made.changes


def test_blanks_are_forgiven_with_a_word() -> None:
    made = plan({**GOOD, "nodes.work.list": "n1, n2"}, NODES)
    assert not made.problems and "blanks" in made.remarks[0] and made.changes["n2"]["kubeiaas/node"] == "true"


def test_v1s_file_is_read() -> None:
    text = """apiVersion: v1
kind: ConfigMap
data:
  # all of them
  nodes.work.list: "n1,n2"
  nodes.control: n3   # unquoted
  nodes.vnc: ''
  nodes.nfs: ""
"""
    assert read_file(text) == {"nodes.work.list": "n1,n2", "nodes.control": "n3", "nodes.vnc": "", "nodes.nfs": ""}


def test_one_node_is_everything() -> None:
    assert len(plan(everything({"only": {}}), {"only": {}}).changes["only"]) == 4


def test_from_inside_the_cluster(tmp_path: Path) -> None:
    listed = {"items": [{"metadata": {"name": "n1", "labels": {"a": "b"}}}]}
    answers = {
        "GET /api/v1/nodes": (200, listed),
        "GET /api/v1/namespaces/kubeiaas/configmaps/iaas-config": (200, {"data": GOOD}),
        "PATCH /api/v1/nodes/n1": (200, {}),
    }
    with answering(tmp_path, answers) as asked:
        cluster = InCluster(asked.api)
        assert cluster.nodes() == {"n1": {"a": "b"}} and cluster.config() == GOOD
        cluster.label("n1", {"kubeiaas/node": "true", "kubeiaas/vnc": None})
    assert asked.calls[-1][1] == {"metadata": {"labels": {"kubeiaas/node": "true", "kubeiaas/vnc": None}}}


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kubectl that knows three nodes and notes what it is asked to change."""
    nodes = {"items": [{"metadata": {"name": name}} for name in NODES]}
    (tmp_path / "nodes.json").write_text(json.dumps(nodes))
    (tmp_path / "config.json").write_text(json.dumps({"data": GOOD}))
    program = tmp_path / "kubectl"
    program.write_text(
        f"""#!/bin/sh
case "$1 $2" in
"get nodes") cat {tmp_path}/nodes.json ;;
"get configmap") cat {tmp_path}/config.json ;;
*) echo "$@" >>{tmp_path}/changed ;;
esac
"""
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_nothing_is_changed_unless_asked(kubectl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert "kubectl label --overwrite node n1 kubeiaas/img=true kubeiaas/node=true" in shown
    assert not (kubectl / "changed").exists()
    assert main(["--apply"]) == 0
    assert len((kubectl / "changed").read_text().splitlines()) == 3


def test_a_wrong_file_ends_with_1(kubectl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kubectl / "c.yml").write_text('nodes.work.list: "n9"\n')
    assert main(["--apply", "--file", str(kubectl / "c.yml")]) == 1
    assert "no node 'n9'" in capsys.readouterr().err and not (kubectl / "changed").exists()


def test_the_script_calls_it(kubectl: Path) -> None:
    done = subprocess.run([str(ROOT / "deploy" / "label.sh")], cwd=kubectl, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "node n3 kubeiaas/ctl=true" in done.stdout, done.stderr


def test_kubectls_own_words_are_passed_on(kubectl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kubectl / "kubectl").write_text("#!/bin/sh\necho 'no connection' >&2\nexit 1\n")
    assert main([]) == 1 and "no connection" in capsys.readouterr().err
    assert Kubectl("kubeiaas")

"""Building images: what is asked of the three programs, and what the Dockerfiles promise."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from deploy import images
from deploy.docker.steps.dependencies import requirements
from tests.rules.sources import ROOT

PYTHON = [name for name in images.components() if name != "console"]


def dockerfile(component: str) -> str:
    return (images.DOCKERFILES / f"{component}.Dockerfile").read_text()


def test_one_per_component() -> None:
    assert set(images.components()) == {
        "console",
        "db-proxy",
        "iaas-agent",
        "iaas-core",
        "iaas-novnc",
        "image-operator",
        "resource-operator",
    }


@pytest.mark.parametrize("component", images.components())
def test_bases_are_arguments_and_only_the_agent_is_root(component: str) -> None:
    text = dockerfile(component)
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${BASE}"}
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == (["0"] if component == "iaas-agent" else ["10001:10001"])


@pytest.mark.parametrize("component", PYTHON)
def test_compilers_stay_in_the_build_stage(component: str) -> None:
    last = dockerfile(component).split("FROM ${BASE}")[-1]
    assert "/steps/tools" not in last and "gcc" not in last and "/steps/runtime python3" in last


@pytest.mark.parametrize("component", PYTHON)
def test_an_image_has_the_code_of_its_service_alone(component: str) -> None:
    copied = set(re.findall(r"^COPY (\w+) /opt/kubeiaas/app/", dockerfile(component), re.MULTILINE))
    own = "iaas_agent" if component == "iaas-novnc" else component.replace("-", "_")
    assert copied == {"api_common", own}


def test_everything_copied_is_sent_to_the_builder() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for component in images.components():
        for line in re.findall(r"^COPY (?!--from)(?:--\S+ )*(.*) \S+$", dockerfile(component), re.MULTILINE):
            assert set(line.split()) <= sent, component


def test_what_a_service_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    full, alone = requirements(project, "agent")
    assert any(name.startswith("libvirt") for name in full) and any(name.startswith("fastapi") for name in full)
    assert [name.partition(">")[0] for name in alone] == ["websockify"]
    assert not any(name.startswith(("libvirt", "pytest")) for name in requirements(project, "core")[0])
    assert requirements(project, "no-such-extra")[1] == []


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines, which are not run."""
    lines: list[list[str]] = []
    monkeypatch.setattr(images, "_run", lambda command, cwd=ROOT: lines.append(list(command)))
    return lines


@pytest.mark.parametrize("tool", ["docker", "podman", "buildah"])
def test_the_three_programs(tool: str, said: list[list[str]], tmp_path: Path) -> None:
    builder = images.Builder(tool)
    images.make(builder, "db-proxy", "r/db-proxy:1", "own-base", tmp_path / "ca")
    builder.save("r/db-proxy:1", tmp_path / "a.tar")
    build, save = said
    assert build[:2] == [tool, "build"] and ("--isolation" in build) is (tool == "buildah")
    assert "BASE=own-base" in build and f"id=authority,src={tmp_path / 'ca'}" in build
    assert any(part.startswith("org.opencontainers.image.revision=") for part in build)
    assert save[0] == tool and str(tmp_path / "a.tar") in " ".join(save)


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert images.main(["--only", "db-proxy"]) == 1
    assert "apt install buildah" in capsys.readouterr().err

"""One table names each program that is started and the package that brings it; what installs packages agrees."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from deploy.dev.programs import ELSEWHERE, table
from iaas_agent.host_checks.looking import PROGRAMS
from iaas_agent.host_checks.mending import PACKAGES as INSTALLED_ON_HOSTS
from tests.rules.python_words import programs_in
from tests.rules.shell_words import programs_of, programs_of_makefile
from tests.rules.sources import PACKAGES, ROOT, offenders, read

IN_GUESTS = {"poweroff": "tests ask the guest's agent for it"}
NOT_PROGRAMS = {
    **dict.fromkeys(("build", "image", "inspect", "push", "save"), "verbs of docker, podman and buildah"),
    **dict.fromkeys(("up", "down"), "verbs of `python -m deploy.dev`"),
    "install": "a verb of apt-get",
    "private": "a value of unshare's --propagation",
    "no-such-program": "tests ask for one that is not there",
    "yes": "a word in a test's YAML",
    "sudo": "of the reader of README.md, who may be root",
    "dpkg-preconfigure": "apt's own",
}
SCRIPTS = ("README.md", ".ci/run", "Makefile")


def test_every_program_that_is_started_is_in_the_table() -> None:
    known = {program for entry in table() for program in entry.programs}
    lines = [
        f"{program}: started by {', '.join(sorted(places)[:3])}; name it and its package in deploy/programs.txt"
        for program, places in _started().items()
        if program not in known | {*IN_GUESTS} | {*NOT_PROGRAMS}
    ]
    assert not lines, offenders(lines)


def test_the_table_has_no_dead_entry() -> None:
    started = _started()
    lines = [
        f"{program} ({entry.package}): nothing starts it"
        for entry in table()
        for program in entry.programs
        if program not in started
    ]
    assert not lines, offenders(lines)


def test_a_package_is_named_once() -> None:
    names = [entry.package for entry in table() if entry.package != ELSEWHERE]
    programs = [program for entry in table() for program in entry.programs]
    assert len(names) == len(set(names)) and len(programs) == len(set(programs))


def test_hosts_of_a_cluster_get_what_the_table_says() -> None:
    """By the agent's init container, and by whoever reads docs/operations.md."""
    wanted = {entry.package for entry in table() if "host" in entry.needed_for} - {ELSEWHERE}
    assert {package for packages in INSTALLED_ON_HOSTS.values() for package in packages} == wanted
    told = re.search(r"^apt install (.*)$", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    assert told is not None and set(told[1].split()) == wanted
    on_hosts = {program for entry in table() if "host" in entry.needed_for for program in entry.programs}
    assert {*PROGRAMS} <= on_hosts


@pytest.mark.parametrize("file", sorted((ROOT / "deploy" / "docker").glob("*.Dockerfile")), ids=lambda file: file.stem)
def test_images_hold_what_the_table_says(file: Path) -> None:
    wanted = {entry.package for entry in table() if f"in:{file.stem}" in entry.needed_for}
    told = re.search(r"/steps/runtime (.*)$", file.read_text(), re.MULTILINE)
    assert told is not None and set(told[1].split()) == wanted


def test_images_are_built_with_what_the_table_says() -> None:
    wanted = {entry.package for entry in table() if "image" in entry.needed_for} - {ELSEWHERE, "git"}
    told = re.search(r"recommends (.*) >/dev/null", (ROOT / "deploy/docker/steps/tools").read_text())
    assert told is not None and set(told[1].split()) == wanted


@pytest.mark.parametrize(
    "code",
    [
        "subprocess.run(['socat', '-'], check=True)",
        "subprocess.Popen(('socat', x))",
        "commands.run([*enter(root), 'socat', a], kind=k)",
        "command = ['socat', a]\nsubprocess.run(command)",
        "ALL = ('socat', 'rm')\nmissing = [name for name in ALL if shutil.which(name) is None]",
        "os.system(f'socat {x}')",
        "os.execvp('socat', arguments)",
        "process.start(['nsenter', '-t', str(pid), '--', 'socat', '-'], {})",
        "subprocess.run([*prefix, *f'socat -x {y}'.split()])",
        "def _do(*words):\n    return subprocess.run(list(words))\n_do('socat', 'x')",
        "def _ask(self, command):\n    subprocess.run([*self.p, *command.split()])\na._ask('socat -d')",
        "subprocess.run(['bash', '-c', 'cd /; x=$(ls | socat - a)'])",
    ],
)
def test_a_program_is_found_in_python(code: str) -> None:
    assert "socat" in programs_in(ast.parse(code))


@pytest.mark.parametrize(
    "script",
    [
        "socat - x",
        "a | socat -",
        'x="$(printf %s "$y" | socat - b)"',
        "if ! socat; then echo; fi",
        "A=1 B=2 exec socat",
        "command -v socat >/dev/null || exit 1",
        "for i in 1 2; do socat; done",
        "case $x in a) socat x ;; esac",
        "nice -n 19 socat -d &",
        "bash -ec 'cd /; socat -'",
        "cat <<EOF >x\nls\nEOF\nsocat",
    ],
)
def test_a_program_is_found_in_a_script(script: str) -> None:
    assert "socat" in programs_of(script)


@pytest.mark.parametrize(
    "script", ["echo socat", "# socat", "cat <<'EOF'\nsocat\nEOF\n", "socat() { :; }\nsocat", "x=socat"]
)
def test_what_is_no_program_of_ours_is_not_found(script: str) -> None:
    assert "socat" not in programs_of(script)


def _started() -> dict[str, set[str]]:
    """Every program with the files that start it."""
    found: dict[str, set[str]] = {}
    for source in (source for folder in (*PACKAGES, "tests") for source in read(folder)):
        if source.path != Path(__file__):
            for program in programs_in(source.tree):
                found.setdefault(program, set()).add(str(source))
    for file in _scripts():
        text = file.read_text()
        if file.name == "README.md":
            text = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
        elif file.suffix == ".Dockerfile":
            text = "\n".join(re.findall(r"^RUN (?:--\S+ )*(.*)$", text.replace("\\\n", " "), re.MULTILINE))
        programs = programs_of_makefile(text) if file.name == "Makefile" else programs_of(text)
        for program in programs:
            found.setdefault(program, set()).add(str(file.relative_to(ROOT)))
    return found


def _scripts() -> list[Path]:
    """Those named, and every file of the repository that says which shell reads it."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    files = [ROOT / name for name in listed if not name.endswith((".png", ".py", ".qcow2", ".db"))]
    shells = [
        file
        for file in files
        if file.is_file() and file.read_bytes()[:40].startswith((b"#!/bin/sh", b"#!/usr/bin/env bash"))
    ]
    return sorted(
        {*shells, *(file for file in files if file.suffix == ".Dockerfile"), *(ROOT / name for name in SCRIPTS)}
    )

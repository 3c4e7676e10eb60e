"""How the console comes to be served: what is missing is named, nginx' own variables stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.dev import cli, console


@pytest.fixture
def unbuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose programs are those in this folder, before the console was ever built."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setattr(console, "DIST", tmp_path / "dist")
    monkeypatch.setattr(console, "_PLACES", str(programs))
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("STATE", str(tmp_path / "state"))
    return programs


def _program(folder: Path, name: str, says: str = "") -> None:
    (folder / name).write_text(f"#!/bin/sh\necho {says}\n")
    (folder / name).chmod(0o755)


def test_what_is_missing_is_named_and_the_rest_goes_on(unbuilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert console.missing() == "nginx is missing"
    _program(unbuilt, "nginx")
    assert console.missing() == "Node.js is missing"
    _program(unbuilt, "node", "v12.22.9")
    assert console.missing() == "Node.js 18.18 or newer is needed, here is v12.22.9"
    _program(unbuilt, "node", "v20.1.0")
    assert console.missing() == "npm is missing"
    _program(unbuilt, "npm")
    assert console.missing() is None
    (unbuilt / "nginx").unlink()
    assert cli.main(["info"]) == 0
    assert json.loads(capsys.readouterr().out)["consoleUrl"] is None


def test_a_built_console_needs_no_node(unbuilt: Path) -> None:
    _program(unbuilt, "nginx")
    console.DIST.mkdir()
    (console.DIST / ".stamp").write_text(console._stamp())
    assert console.missing() is None
    (console.DIST / ".stamp").write_text("of other sources")
    assert console.missing() == "Node.js is missing"


def test_only_our_names_are_filled_in() -> None:
    assert console.fill("listen ${A}; try $uri $$; ${B}", {"A": "1", "B": "$remote_addr"}) == (
        "listen 1; try $uri $$; $remote_addr"
    )
    with pytest.raises(KeyError):
        console.fill("${UNKNOWN}", {})


def test_the_template_asks_for_nothing_unknown() -> None:
    template = (console.FRONTEND / "nginx.conf.template").read_text()
    assert "${" not in console.fill(
        template,
        dict.fromkeys(
            ("CONSOLE_LISTEN", "CONSOLE_ROOT", "CONSOLE_STATE", "CORE_URL", "NOVNC_URL", "FORWARDED_FOR"), "x"
        ),
    )

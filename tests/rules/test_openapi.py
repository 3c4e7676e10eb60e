"""The interface of each service as a text, so that a change of it shows up in review. `--regenerate` writes it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.rules.applications import application
from tests.rules.sources import SERVICES

FOLDER = Path(__file__).parent / "openapi"


@pytest.mark.parametrize("package", SERVICES)
def test_the_interface_is_as_written(package: str, tmp_path: Path, regenerate: bool) -> None:
    interface = _without_the_frameworks_own(application(package, tmp_path).openapi())
    told = json.dumps(interface, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    golden = FOLDER / f"{package}.json"
    if regenerate:
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(told)
    assert golden.exists() and golden.read_text() == told, (
        f"the interface of {package} changed; if that is meant: pytest tests/rules/test_openapi.py --regenerate"
    )


def _without_the_frameworks_own(interface: dict[str, Any]) -> dict[str, Any]:
    """FastAPI's description of bad requests: the suite answers otherwise, and its text changes with its versions."""
    kept = copy.deepcopy(interface)
    for name in ("HTTPValidationError", "ValidationError"):
        kept.get("components", {}).get("schemas", {}).pop(name, None)
    for path in kept["paths"].values():
        for route in path.values():
            route["responses"].pop("422", None)
    return kept

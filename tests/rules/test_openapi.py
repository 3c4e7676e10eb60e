"""The interface of each service as a text, so that a change of it shows up in review. `--regenerate` writes it."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from tests.rules.settings_table import models
from tests.rules.sources import ROOT, SERVICES

FOLDER = Path(__file__).parent / "openapi"


@pytest.mark.parametrize("package", SERVICES)
def test_the_interface_is_as_written(package: str, tmp_path: Path, regenerate: bool) -> None:
    if not (ROOT / package / "main.py").exists():
        pytest.skip(f"{package} is not there yet")
    told = json.dumps(_interface(package, tmp_path), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    golden = FOLDER / f"{package}.json"
    if regenerate:
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(told)
    assert golden.exists() and golden.read_text() == told, (
        f"the interface of {package} changed; if that is meant: pytest tests/rules/test_openapi.py --regenerate"
    )


def _interface(package: str, folder: Path) -> dict[str, object]:
    """Built as at a start, with every file that it might make in a folder of the test."""
    if package == "iaas_agent":
        pytest.importorskip("libvirt")
    model = next(model for service, model in models() if service == package.replace("_", "-"))
    changes: dict[str, object] = {}
    if "database_url" in model.model_fields:
        changes["database_url"] = f"sqlite:///{folder}/test.db"
    if "libvirt_uri" in model.model_fields:
        changes["libvirt_uri"] = "test:///default"
    app = importlib.import_module(f"{package}.main").create_app(model(**changes))
    return dict(app.openapi())

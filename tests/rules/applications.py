"""The services as applications, built as at a start but with every file they might make in a folder of the test."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.rules.settings_table import models
from tests.rules.sources import ROOT


def application(package: str, folder: Path) -> FastAPI:
    """The application of a service; skips the test when the service, or a library of it, is not there."""
    if not (ROOT / package / "main.py").exists():
        pytest.skip(f"{package} is not there yet")
    if package == "iaas_agent":
        pytest.importorskip("libvirt")
    model = next(model for service, model in models() if service == package.replace("_", "-"))
    changes: dict[str, object] = {
        "database_url": f"sqlite:///{folder}/test.db",
        "libvirt_uri": "test:///default",
        "agent_state_dir": folder / "agent",
        "data_root": folder / "data",
    }
    settings = model(**{name: value for name, value in changes.items() if name in model.model_fields})
    made: FastAPI = importlib.import_module(f"{package}.main").create_app(settings)
    return made

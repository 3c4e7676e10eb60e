"""Settings from the environment, and the text when they are wrong."""

from __future__ import annotations

import pytest
from pydantic import Field, ValidationError

from api_common.settings import ServiceSettings, load


class ToySettings(ServiceSettings):
    port: int = Field(9000, ge=0, le=65535, description="port")
    toys: int = Field(3, ge=1, description="how many")


def test_names_are_upper_case_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOYS", "7")
    monkeypatch.setenv("HOST_NAME", "node7")
    settings = load(ToySettings)
    assert (settings.toys, settings.host_name, settings.port) == (7, "node7", 9000)


def test_wrong_settings_end_the_process_and_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOYS", "none")
    monkeypatch.setenv("PORT", "99999")
    with pytest.raises(SystemExit) as ended:
        load(ToySettings)
    lines = str(ended.value).splitlines()
    assert "correct these environment variables" in lines[0]
    assert sorted(line.split(":")[0].strip() for line in lines[1:]) == ["PORT", "TOYS"]


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        ToySettings().toys = 4  # type: ignore[misc]

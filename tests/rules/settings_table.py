"""The settings of all services as rows of a Markdown table; `python -m tests.rules.settings_table` prints them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from api_common.settings import ServiceSettings
from tests.rules.sources import ROOT, SERVICES

HEAD = "| Variable | Service | Default | Meaning |\n| --- | --- | --- | --- |"
_SECOND_PROCESSES = {"ConsoleSettings": "iaas-novnc"}
"""Models of processes that are not their package's service."""


def models() -> Iterator[tuple[str, type[ServiceSettings]]]:
    """The settings models of the services that exist, with the name of their service."""
    for package in SERVICES:
        if not (ROOT / package / "settings.py").exists():
            continue
        module = importlib.import_module(f"{package}.settings")
        for name, thing in vars(module).items():
            if isinstance(thing, type) and issubclass(thing, ServiceSettings) and thing.__module__ == module.__name__:
                yield _SECOND_PROCESSES.get(name, package.replace("_", "-")), thing


def rows() -> dict[str, str]:
    """One row per variable: those of all services first, then each service's own."""
    users: dict[str, dict[str, FieldInfo]] = {name: {} for name in ServiceSettings.model_fields}
    for service, model in models():
        for name, field in model.model_fields.items():
            users.setdefault(name, {})[service] = field
    return {name.upper(): _row(name, fields) for name, fields in users.items()}


def table() -> str:
    """The whole table, ready to paste into deploy/README.md."""
    return "\n".join([HEAD, *rows().values()])


def _row(name: str, users: dict[str, FieldInfo]) -> str:
    services = "all" if name in ServiceSettings.model_fields else ", ".join(users)
    defaults = {service: _default(field) for service, field in users.items()}
    alike = len(set(defaults.values())) == 1
    default = next(iter(defaults.values())) if alike else ", ".join(f"{d} ({s})" for s, d in defaults.items())
    meaning = next(iter(users.values())).description or ""
    return f"| `{name.upper()}` | {services} | {default} | {meaning} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "(required)"
    if field.default_factory is not None:
        return "(found out)"
    if isinstance(field.default, SecretStr):
        return "(none)"
    shown = field.default.as_posix() if isinstance(field.default, Path) else field.default
    return "(none)" if shown in (None, "") else f"`{shown}`"


if __name__ == "__main__":
    print(table())

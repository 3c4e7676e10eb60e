"""Every setting of a service has a meaning, one name, and a row in deploy/README.md."""

from __future__ import annotations

import re

import pytest

from tests.rules.settings_table import models, rows
from tests.rules.sources import ROOT, offenders

README = ROOT / "deploy" / "README.md"


def test_every_setting_says_what_it_means() -> None:
    silent = [
        f"{service}: {name.upper()} has no description"
        for service, model in models()
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert not silent, offenders(silent)


def test_every_setting_is_documented() -> None:
    if not README.exists():
        pytest.skip("deploy/README.md is not there yet")
    documented = set(re.findall(r"^\|\s*`([A-Z][A-Z0-9_]*)`", README.read_text(), re.MULTILINE))
    missing = [row for name, row in rows().items() if name not in documented]
    assert not missing, "rows missing in the table of deploy/README.md:\n" + "\n".join(missing)

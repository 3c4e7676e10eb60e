"""Who may import whom: the contracts in pyproject.toml, and three rules that these cannot say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.rules.sources import PACKAGES, ROOT, Source, offenders, sources


def test_import_contracts_hold() -> None:
    missing = [package for package in PACKAGES[:-1] if not (ROOT / package / "__init__.py").exists()]
    if missing:
        pytest.skip(f"import-linter needs all packages; not there yet: {', '.join(missing)}")
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def _fastapi(source: Source) -> bool:
    where = str(source)
    _, _, inside = where.partition("/")
    return (
        where.startswith("api_common/web/")
        or inside == "main.py"
        or inside.startswith("routes/")
        or where in ("iaas_core/events/stream.py", "iaas_core/envelope.py")
    )


def _metrics(source: Source) -> bool:
    _, _, inside = str(source).partition("/")
    return inside in ("metrics.py", "web/metrics.py")


def _not_in_routes(source: Source) -> bool:
    return not str(source).startswith("db_proxy/routes/")


@pytest.mark.parametrize(
    ("library", "allowed"),
    [("fastapi", _fastapi), ("prometheus_client", _metrics), ("sqlalchemy", _not_in_routes)],
)
def test_a_library_stays_in_its_rooms(library: str, allowed: Callable[[Source], bool]) -> None:
    strays = [
        f"{source} imports {library}"
        for source in sources()
        if any(name.split(".")[0] == library for name in source.imports()) and not allowed(source)
    ]
    assert not strays, offenders(strays)

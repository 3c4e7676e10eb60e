"""`make check`: the pinned packages against known vulnerabilities; ends with 1 if one is known to be vulnerable.

pip-audit asks PyPI's advisory service. Where that is out of reach (a mirror, no network) only the advisories that came
as a package are left, which are old: the line that is printed says what was compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

LOCK = Path(__file__).parents[1] / "requirements.lock"
SECONDS = 300


def main() -> int:
    """Compare and tell."""
    asked = _from_service()
    known = [package for package in asked if "vulns" in package]
    found = [f"{p['name']} {p['version']}: {v['id']}" for p in known for v in p["vulns"]]
    pinned = _pinned()
    if len(known) == len(pinned):
        source = "the advisory service"
    else:
        old = _from_package(pinned)
        found += old or []
        left = "nothing" if old is None else "old advisories only"
        source = f"{left}: the advisory service told of {len(known)} packages"
    print(f"dependencies: {len(pinned)} packages against {source}; {len(found)} known to be vulnerable")
    for line in found:
        print(f"  {line}")
    return 1 if found else 0


def _pinned() -> dict[str, str]:
    lines = [line for line in LOCK.read_text().splitlines() if "==" in line]
    parsed = [Requirement(line) for line in lines]
    return {_plain(package.name): str(package.specifier).removeprefix("==") for package in parsed}


def _from_service() -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--no-deps", "--disable-pip", "-f", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    return packages


def _from_package(pinned: dict[str, str]) -> list[str] | None:
    """What safety-db knew in 2021, when its free data ended; null where it is not installed."""
    spec = find_spec("safety_db")  # found and not imported: it opens its files relative to where one stands
    if spec is None or spec.origin is None:
        return None
    table: dict[str, list[str]] = json.loads((Path(spec.origin).parent / "insecure.json").read_text())
    return [
        f"{name} {pinned[name]}: {text}"
        for package, specifiers in table.items()
        if (name := _plain(package)) in pinned
        for text in specifiers
        if _covers(text, pinned[name])
    ]


def _covers(text: str, version: str) -> bool:
    try:
        return SpecifierSet(text).contains(version)
    except InvalidSpecifier:  # some of the table are no versions of Python packages
        return False


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


if __name__ == "__main__":
    sys.exit(main())

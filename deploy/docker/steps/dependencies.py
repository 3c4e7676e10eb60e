"""A step of the Dockerfiles: the Python packages of one component, as pinned, without what only building needs.

`dependencies.py <extra>` installs the project's dependencies and those of one of its extras. It runs in the build
stage, under the base image's own Python, and imports nothing of the suite.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

SOURCE = Path("/src")
TARGET = Path("/opt/kubeiaas/lib")
AUTHORITY = Path("/run/secrets/authority")
"""Where a builder behind an intercepting proxy is given that proxy's certificate."""
ALONE = ("websockify",)
"""Installed without what they ask for: the console process works without numpy, redis and requests."""
UNUSED = (
    *("watchfiles*", "websockets*"),  # come with uvicorn, for reloading and web sockets
    *("kubernetes/aio", "aiohttp*", "aiosignal*", "aiohappyeyeballs*"),  # come with kubernetes, for asynchronous calls
    *("frozenlist*", "multidict*", "propcache*", "yarl*"),
)
"""Brought along, and used by no service."""


def requirements(project: dict[str, object], extra: str) -> tuple[list[str], list[str]]:
    """What to install with its own requirements, and what alone."""
    table = project["project"]
    assert isinstance(table, dict)
    wanted = [*table["dependencies"], *table["optional-dependencies"].get(extra, [])]
    alone = [name for name in wanted if name.startswith(ALONE)]
    return [name for name in wanted if name not in alone], alone


def main(extra: str) -> None:
    """Install, then take away what is not used and what debuggers read."""
    full, alone = requirements(tomllib.loads((SOURCE / "pyproject.toml").read_text()), extra)
    _pip(full)
    if alone:
        _pip([*alone, "--no-deps"])
    for name in UNUSED:
        for path in TARGET.glob(name):
            subprocess.run(["rm", "-r", str(path)], check=True)
    libraries = [str(path) for path in TARGET.rglob("*.so*") if not path.is_symlink()]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


def _pip(names: list[str]) -> None:
    given = {"PIP_CERT": str(AUTHORITY)} if AUTHORITY.exists() else {}
    lock = str(SOURCE / "requirements.lock")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-cache-dir", "--disable-pip-version-check"]
    environment = {**os.environ, **given, "PIP_ROOT_USER_ACTION": "ignore"}
    subprocess.run([*command, "--target", str(TARGET), "-c", lock, *names], check=True, env=environment)


if __name__ == "__main__":
    main(sys.argv[1])

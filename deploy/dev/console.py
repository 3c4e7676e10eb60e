"""The web console of a suite on this machine: built from `frontend/` when its sources have changed, served by nginx."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.dev.config import CONSOLE, DevError, SuiteConfig

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
DIST = FRONTEND / "dist"
LEAST_NODE = (18, 18)
BUILD_SECONDS = 600
_SOURCES = ("src", "public", "index.html", "vite.config.ts", "package.json", "package-lock.json")
_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin"
"""nginx lies where only root's PATH leads."""
Say = Callable[[str], None]


def build(say: Say) -> None:
    """`frontend/dist` is there and made of the present sources."""
    with _alone():
        if (lacks := missing_to_build()) is not None:
            raise DevError(f"the console cannot be built: {lacks}; `make setup` helps")
        if _is_built():
            return
        stamp = _stamp()
        say("building the console (a minute the first time)")
        if not _installed().exists() or _installed().read_text() != _lock_digest():
            _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
            _installed().write_text(_lock_digest())
        _npm("run", "build")
        (DIST / ".stamp").write_text(stamp)


def command(config: SuiteConfig) -> list[str]:
    """nginx as a process in the foreground, with the configuration that is written here."""
    program = _nginx() or "nginx"
    state = config.state / "console"
    state.mkdir(parents=True, exist_ok=True)
    values = {
        "CONSOLE_LISTEN": f"{config.address()}:{config.ports[CONSOLE]}",
        "CONSOLE_ROOT": str(DIST),
        "CONSOLE_STATE": str(state),
        "CORE_URL": config.url("iaas-core"),
        "NOVNC_URL": config.url("iaas-novnc"),
        "FORWARDED_FOR": "$remote_addr",
    }
    written = state / "nginx.conf"
    written.write_text(fill((FRONTEND / "nginx.conf.template").read_text(), values))
    as_us = " user root;" if os.geteuid() == 0 else ""  # its workers read the checkout, wherever it lies
    return [program, "-e", "stderr", "-p", str(state), "-c", str(written), "-g", f"daemon off;{as_us}"]


def fill(template: str, values: dict[str, str]) -> str:
    """`${NAME}` replaced, as envsubst does in the container; nginx' own `$name` is left alone."""
    return re.sub(r"\$\{([A-Z_]+)\}", lambda found: values[found[1]], template)


def missing() -> str | None:
    """What this machine lacks to serve the console; null: nothing. A console that is built needs no Node.js."""
    return "nginx is missing" if _nginx() is None else missing_to_build()


def missing_to_build() -> str | None:
    """What this machine lacks to build it."""
    if _is_built():
        return None
    try:
        told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "Node.js is missing"
    least = ".".join(str(part) for part in LEAST_NODE)
    if tuple(int(part) for part in re.findall(r"\d+", told)[:2]) < LEAST_NODE:
        return f"Node.js {least} or newer is needed, here is {told.strip()}"
    return "npm is missing" if shutil.which("npm") is None else None


def _nginx() -> str | None:
    return shutil.which("nginx", path=_PLACES)


def _is_built() -> bool:
    noted = DIST / ".stamp"
    return noted.exists() and noted.read_text() == _stamp()


def _npm(*arguments: str) -> None:
    done = subprocess.run(
        ["npm", *arguments], cwd=FRONTEND, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    if done.returncode:
        told = "\n".join((done.stdout + done.stderr).splitlines()[:20])
        raise DevError(f"`npm {' '.join(arguments)}` in frontend/ failed:\n{told}")


def _stamp() -> str:
    digest = hashlib.sha256()
    for root in (FRONTEND / name for name in _SOURCES):
        for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if file.is_file():
                digest.update(str(file.relative_to(FRONTEND)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _installed() -> Path:
    return FRONTEND / "node_modules" / ".stamp"


def _lock_digest() -> str:
    return hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Suites that start at the same time build once."""
    with (FRONTEND / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    build(lambda text: print(f"console: {text}", flush=True))  # `make check`; the tests after it find it built

"""Suites of test runs that were killed: the next run ends what is left of them.

A state folder is held by a lock that the kernel releases with the process that made the suite, so a suite that somebody
still uses is never touched. Folders without that note are not ours.
"""

from __future__ import annotations

import fcntl
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.dev.config import SuiteConfig
from deploy.dev.suite import Suite

PREFIX = "kube-"
_OWNER = "owner"


@contextmanager
def held(config: SuiteConfig) -> Iterator[None]:
    """While the block runs, or until this process dies, the suite is in use."""
    with (config.state / _OWNER).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        json.dump({"bridge": config.bridge, "driver": config.driver, "nodes": config.nodes}, file)
        file.flush()
        yield


def end_abandoned(folder: Path | None = None) -> list[Path]:
    """Purge the suites whose runs are gone; their state folders."""
    ended = []
    for owner in (folder or Path(tempfile.gettempdir())).glob(f"{PREFIX}*/{_OWNER}"):
        try:
            with owner.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                noted = json.load(file)
                nodes = tuple(noted.pop("nodes"))
                Suite(SuiteConfig(state=owner.parent, nodes=nodes, libvirt="own", console=True, **noted)).purge()
                ended.append(owner.parent)
        except (OSError, ValueError):  # in use, just begun, or ended by somebody else meanwhile
            continue
    return ended

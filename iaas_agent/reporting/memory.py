"""What this host remembers of the database that it belongs to: a small file that outlives the agent.

A copy of the database that was put back knows less than its hosts. What is told of it at registration keeps the numbers
that order observations from being given twice, and a host from serving a database that is not its own.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from api_common.contract.agent_report import AgentMemory

_LOG = logging.getLogger(__name__)


class Memory:
    """Written by the sender's thread, and by a request that has the host taken over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known = self._read()

    def known(self) -> AgentMemory:
        """What was kept last."""
        return self._known

    def keep(self, installation: str | None, epoch: int) -> None:
        """This database gave the host an epoch. A disk that takes nothing is no reason to stop: it is tried again."""
        with self._lock:
            before = self._known
            installation = installation or before.installation
            self._known = AgentMemory(installation=installation, epoch=max(epoch, before.epoch))
            self._write()

    def _write(self) -> None:
        draft = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(draft, "w") as file:
                file.write(self._known.model_dump_json(by_alias=True))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self._path)
        except OSError as error:
            _LOG.warning("what this host knows of its database cannot be kept: %s", error)

    def _read(self) -> AgentMemory:
        try:
            return AgentMemory.model_validate_json(self._path.read_text())
        except (OSError, ValueError):
            return AgentMemory()

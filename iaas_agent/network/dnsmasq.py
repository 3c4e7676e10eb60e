"""One dnsmasq process: started detached, found again after a restart of the agent, stopped and told to read again.

It knows configuration as text and processes by their id; what the text says is `segments`'s business. It serves all VMs
of the host and must not go away with the agent, so it is never a child of it: dnsmasq puts itself in the background.
"""

from __future__ import annotations

import logging
import os
import select
import signal
from collections.abc import Sequence
from pathlib import Path

from api_common.errors import ErrorKind, IaasError
from api_common.tools.commands import run
from iaas_agent.network.segments import Files

_LOG = logging.getLogger(__name__)
_KIND = ErrorKind.INTERNAL
_STOP_SECONDS = 5
_LOG_LIMIT = 4 * 1024 * 1024


class Dnsmasq:
    """The server of one state folder. `prefix` is put before its command line (to enter the host's namespaces)."""

    def __init__(self, folder: Path, *, prefix: Sequence[str] = ()) -> None:
        self.folder = folder
        self._prefix = list(prefix)
        self._config = folder / "dnsmasq.conf"
        self.files = Files(folder / "hosts", folder / "leases", folder / "dnsmasq.pid", folder / "dnsmasq.log")

    def pid(self) -> int | None:
        """The process, if it runs and really is ours: the pid file may be old and its number somebody else's."""
        try:
            pid = int(self.files.pid.read_text())
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if self._argument.encode() in arguments else None

    def serve(self, text: str) -> None:
        """Run with this configuration. A process that has it already is left alone; bad text changes nothing."""
        known = self._config.read_text() if self._config.exists() else None
        if text != known:
            draft = self._config.with_suffix(".new")
            draft.write_text(text)
            self._run("--test", f"--conf-file={draft}")
            os.replace(draft, self._config)
        if self.pid() is None:
            self._start()
        elif text != known:
            self.stop()
            self._start()

    def reload(self) -> None:
        """Read the bindings again, forgetting those whose files are gone."""
        if pid := self.pid():
            os.kill(pid, signal.SIGHUP)

    def release(self, address: str, mac: str) -> None:
        """Make sure that no other card's lease keeps an address from being given out to `mac`.

        Leases do not end by themselves and dnsmasq offers no way to end one from outside, so this one case needs a
        restart; everybody else's lease is in the file and survives it.
        """
        lines = self.files.leases.read_text().splitlines(keepends=True) if self.files.leases.exists() else []
        kept = [line for line in lines if not _is_foreign(line, address, mac)]
        if kept == lines:
            return
        _LOG.info("ending the lease of an earlier card", extra={"address": address})
        running = self.pid() is not None
        self.stop()
        draft = self.files.leases.with_suffix(".new")
        draft.write_text("".join(kept))
        os.replace(draft, self.files.leases)
        if running:
            self._start()

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        pid = self.pid()
        if pid is None:
            return
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        try:
            for number, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _STOP_SECONDS)):
                signal.pidfd_send_signal(handle, number)
                if select.select([handle], [], [], patience)[0]:
                    return
            raise IaasError(_KIND, f"dnsmasq ({pid}) does not end")
        finally:
            os.close(handle)

    def limit_log(self) -> None:
        """Begin a new log file when the present one has grown large."""
        log = self.files.log
        if log.exists() and log.stat().st_size > _LOG_LIMIT and (pid := self.pid()):
            os.replace(log, log.with_suffix(".old"))
            os.kill(pid, signal.SIGUSR2)  # dnsmasq opens its log file anew

    @property
    def _argument(self) -> str:
        return f"--conf-file={self._config}"

    def _start(self) -> None:
        self._run(self._argument)  # answers when the process in the background is ready
        _LOG.info("dnsmasq started", extra={"pid": self.pid()})

    def _run(self, *arguments: str) -> None:
        run([*self._prefix, "dnsmasq", *arguments], kind=_KIND)


def _is_foreign(lease: str, address: str, mac: str) -> bool:
    fields = lease.split()
    return len(fields) >= 4 and fields[2] == address and fields[1].upper() != mac

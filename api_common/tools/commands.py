"""Run a program as an argument vector: no shell, a time limit, its output captured, its failure an error of ours.

The only user of `subprocess` in the services, with `network/dhcp` of the agent for its long-lived server.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from api_common.errors import ErrorKind, IaasError

_MOST_TEXT = 64 * 1024


def run(arguments: Sequence[str], *, kind: ErrorKind, timeout_seconds: float = 60) -> str:
    """Standard output of a program that succeeded; otherwise an error of `kind` with what it said."""
    try:
        done = subprocess.run(
            list(arguments), capture_output=True, text=True, errors="replace", timeout=timeout_seconds, check=False
        )
    except FileNotFoundError:
        raise IaasError(kind, f"the program {arguments[0]} is not installed on this host") from None
    except subprocess.TimeoutExpired:
        raise IaasError(ErrorKind.TIMED_OUT, f"{arguments[0]} took longer than {timeout_seconds:g} s") from None
    if done.returncode != 0:
        raise IaasError(kind, f"{arguments[0]} failed: {(done.stderr or done.stdout).strip()[-400:]}")
    return done.stdout


@dataclass(frozen=True)
class Done:
    """How a program ended, whatever that means."""

    code: int
    output: str
    errors: str


def run_limited(
    arguments: Sequence[str], *, limits: Mapping[int, int], handles: Sequence[int], timeout_seconds: float
) -> Done:
    """Run a program on a stranger's file: with limits of the kernel (`RLIMIT_...`) and open files handed over."""
    with tempfile.TemporaryFile("w+", errors="replace") as said, tempfile.TemporaryFile("w+", errors="replace") as bad:
        try:
            process = subprocess.Popen(list(arguments), stdout=said, stderr=bad, pass_fds=handles)
        except FileNotFoundError:
            missing = f"the program {arguments[0]} is not installed on this host"
            raise IaasError(ErrorKind.STORAGE_FAILED, missing) from None
        with suppress(ProcessLookupError):  # it was quick
            for what, most in limits.items():
                resource.prlimit(process.pid, what, (most, most))
        try:
            code = process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            with suppress(subprocess.TimeoutExpired):  # not even a kill ends what waits for a dead NFS
                process.wait(2)
            raise IaasError(ErrorKind.TIMED_OUT, f"{arguments[0]} took longer than {timeout_seconds:g} s") from None
        said.seek(0)
        bad.seek(0)
        return Done(code, said.read(_MOST_TEXT), bad.read(_MOST_TEXT))


def run_reporting(arguments: Sequence[str], *, kind: ErrorKind, on_output: Callable[[str], None]) -> None:
    """Run a program without a time limit and pass on its standard output as it comes (for progress)."""
    with tempfile.TemporaryFile("w+", errors="replace") as said:  # a full pipe would block the program
        try:
            process = subprocess.Popen(
                list(arguments), stdout=subprocess.PIPE, stderr=said, text=True, errors="replace"
            )
        except FileNotFoundError:
            raise IaasError(kind, f"the program {arguments[0]} is not installed on this host") from None
        with process:
            assert process.stdout is not None
            while chunk := process.stdout.read(16):
                on_output(chunk)
        if process.returncode != 0:
            said.seek(0)
            raise IaasError(kind, f"{arguments[0]} failed: {said.read().strip()[-400:]}")

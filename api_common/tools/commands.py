"""Run a program as an argument vector: no shell, a time limit, its output captured, its failure an error of ours.

The only user of `subprocess` in the services, with `network/dhcp` of the agent for its long-lived server.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence

from api_common.errors import ErrorKind, IaasError


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

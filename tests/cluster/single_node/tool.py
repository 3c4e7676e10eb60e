"""Real nodes and kubectl: what the tests of the installed suite ask of kube-up beyond `tests/helpers/kube`.

It is run with a home of its own, so that other clusters of this machine are left alone, and with the binaries that it
built before.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.kube import built_home
from tests.rules.sources import ROOT

_BUILD_SECONDS = 1200
_ATTEMPTS = 3


class KubeUp:
    """One cluster of the tool."""

    def __init__(self, program: Path, home: Path) -> None:
        self._program, self._home = program, home
        self.kubeconfig = home / "run" / "admin.kubeconfig"

    def start(self) -> None:
        """Build what was never built, then start an empty control plane."""
        shared = built_home()
        self._run("build", home=shared, seconds=_BUILD_SECONDS)
        (self._home / "bin").symlink_to(shared / "bin")
        for attempt in range(_ATTEMPTS):
            try:
                self._run("start")
                return
            except AssertionError:  # another cluster of this machine took a port at the same moment
                if attempt == _ATTEMPTS - 1:
                    raise
                self.stop()

    def node(self, name: str) -> int:
        """A real node; its process 1 as this machine numbers it."""
        self._run("node", name)
        pid = int((self._home / "run" / f"node-{name}.pid").read_text().split()[0])
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    def load(self, archive: Path) -> None:
        """An image into the nodes that run."""
        self._run("load", str(archive))

    def stop(self) -> None:
        """Nothing of it is left."""
        self._run("stop", "--wipe")

    def _run(self, *arguments: str, home: Path | None = None, seconds: float = 180) -> None:
        environment = {**os.environ, "KUBE_UP_HOME": str(home or self._home)}
        run([str(self._program), *arguments], environment, seconds)


class Kubectl:
    """kubectl on one cluster."""

    def __init__(self, kubeconfig: Path) -> None:
        self.environment = {**os.environ, "KUBECONFIG": str(kubeconfig)}

    def __call__(self, *arguments: str, seconds: float = 120, given: str | None = None) -> str:
        """Its output. `given` is read where a file is named `-`."""
        return run(["kubectl", *arguments], self.environment, seconds, given)

    def ours(self, *arguments: str, seconds: float = 120) -> str:
        """In the suite's namespace."""
        return self("--namespace", "kubeiaas", *arguments, seconds=seconds)


def run(command: Sequence[str], environment: dict[str, str], seconds: float, given: str | None = None) -> str:
    """Its output; what it said if it failed."""
    done = subprocess.run(
        list(command),
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout

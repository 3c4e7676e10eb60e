"""`python -m iaas_agent.prepare`: the init container of the agent's pod. It never fails the pod.

Looks at the host, mends what it may and looks again. The outcome is one log line per check, with what to do, and v1's
result file; the agent looks for itself and reports to iaas-core.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from api_common import logs
from api_common.contract.host import HostCheck
from api_common.settings import load
from iaas_agent.host_checks.looking import HostLook
from iaas_agent.host_checks.mending import Mender
from iaas_agent.settings import AgentSettings

_LOG = logging.getLogger(__name__)
RESULTS = "prepare_result.log"


def prepare(settings: AgentSettings, look: HostLook, mender: Mender) -> list[HostCheck]:
    """Every check as it is in the end."""
    for check in look.all():
        if not check.ok:
            mender.mend(check.key)
    checks = look.all()
    for check in checks:
        level = logging.INFO if check.ok else logging.ERROR if check.required else logging.WARNING
        _LOG.log(level, "%s: %s%s", check.key, check.message, f". To do: {check.advice}" if check.advice else "")
    return checks


def write_results(folder: Path, checks: Iterable[HostCheck]) -> None:
    """v1's file: `<key>=success` or `<key>=failed`, a line each."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{check.key}={'success' if check.ok else 'failed'}\n" for check in checks]
    (folder / RESULTS).write_text("".join(lines))


def main() -> None:
    """Prepare this host."""
    settings = load(AgentSettings)
    logs.setup("iaas-prepare", settings.log_level)
    look = HostLook(settings)
    checks = prepare(settings, look, Mender(settings, look))
    try:
        write_results(settings.data_root.parent / "workdir" / "log", checks)
    except OSError as error:
        _LOG.error("the results cannot be written: %s", error)


if __name__ == "__main__":
    main()

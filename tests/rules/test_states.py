"""The lifecycle tables drawn as diagrams in docs/states.md. `--regenerate` draws them anew."""

from __future__ import annotations

import importlib
import pkgutil

from api_common import lifecycle
from api_common.lifecycle.machine import Machine
from tests.rules.sources import ROOT

PAGE = ROOT / "docs" / "states.md"
HEAD = """\
# States

Which status may follow which. Drawn from the tables in `api_common/lifecycle` by `tests/rules/test_states.py`; do not
edit by hand: `pytest tests/rules/test_states.py --regenerate`. Staying as it is is always allowed.
"""


def machines() -> list[Machine]:
    """Every table of the lifecycle room."""
    found = {
        thing.noun: thing
        for info in pkgutil.iter_modules(lifecycle.__path__)
        for thing in vars(importlib.import_module(f"{lifecycle.__name__}.{info.name}")).values()
        if isinstance(thing, Machine)
    }
    return [found[noun] for noun in sorted(found)]


def draw(machine: Machine) -> str:
    """One diagram; statuses in the order of their words, so that the text is always the same."""
    arrows = [
        f"    {before.value} --> {after.value}"
        for before, followers in machine.table.items()
        for after in sorted(followers, key=list(type(before)).index)
        if after != before
    ]
    return "\n".join(
        [f"## {machine.noun[0].upper()}{machine.noun[1:]}", "", "```mermaid", "stateDiagram-v2", *arrows, "```"]
    )


def test_the_diagrams_are_up_to_date(regenerate: bool) -> None:
    page = "\n".join([HEAD, *(f"{draw(machine)}\n" for machine in machines())])
    if regenerate:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page)
    assert PAGE.exists() and PAGE.read_text() == page, (
        "docs/states.md is out of date; pytest tests/rules/test_states.py --regenerate"
    )

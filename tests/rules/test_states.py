"""The lifecycle tables drawn as diagrams in docs/states.md. `--regenerate` draws them anew."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum

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


def page() -> str:
    """The whole page: for each table its rows, for reading, and its arrows, for looking."""
    parts = [HEAD]
    for machine in machines():
        parts += [f"## {machine.noun[0].upper()}{machine.noun[1:]}\n", rows(machine), arrows(machine)]
    return "\n".join(parts)


def rows(machine: Machine) -> str:
    """Statuses that may be followed by the same ones share a row."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for before in machine.table:
        groups.setdefault(followers(machine, before, with_itself=True), []).append(before.value)
    lines = [f"| {', '.join(befores)} | {', '.join(afters)} |" for afters, befores in groups.items()]
    return "\n".join(["| from | to |", "| --- | --- |", *lines, ""])


def arrows(machine: Machine) -> str:
    """The diagram."""
    lines = [f"    {before.value} --> {after}" for before in machine.table for after in followers(machine, before)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def followers(machine: Machine, before: StrEnum, *, with_itself: bool = False) -> tuple[str, ...]:
    """In the order of the words, so that the text is always the same."""
    order = list(type(before))
    return tuple(word.value for word in order if word in machine.table[before] and (with_itself or word is not before))


def test_the_page_is_up_to_date(regenerate: bool) -> None:
    drawn = page()
    if regenerate:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(drawn)
    assert PAGE.exists() and PAGE.read_text() == drawn, (
        "docs/states.md is out of date; pytest tests/rules/test_states.py --regenerate"
    )

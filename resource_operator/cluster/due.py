"""What must be done so that the entries of one node say what its VMs need. Pure: entries and needs in, actions out.

Rules, in order: an entry without which everything needed is still covered goes; what is not covered gets an entry of
its own; parts, and entries that hold too much, are replaced by one that holds just enough. The new one comes before the
old ones go, so there is never a moment in which another pod could take the room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from resource_operator.cluster.entry import Entry, Holds, Purpose, Size, next_name, total


@dataclass(frozen=True)
class New:
    """An entry to be made."""

    name: str
    purpose: Purpose
    holds: Holds


@dataclass
class Due:
    """Actions for one node."""

    remove: list[Entry] = field(default_factory=list)
    add: list[New] = field(default_factory=list)
    shrink: list[tuple[Entry, Holds]] = field(default_factory=list)
    """In place."""
    lacking: str | None = None
    """Why something needed cannot be entered, in the scheduler's words."""


def due(
    node: str,
    entries: Sequence[Entry],
    needs: Holds,
    *,
    merge: bool,
    largest: Size,
    can_shrink: bool = False,
    refused: Collection[str] = (),
) -> Due:
    """What to do with the entries of `node` (bound or only meant for it), none of which is in somebody's hands.

    `merge`: one entry for all VMs, none beyond `largest`. `refused` names replacements that found no room lately.
    """
    plan = Due(remove=[entry for entry in entries if not entry.alive])
    bound = [entry for entry in entries if entry.alive and entry.node]
    coming = [entry for entry in entries if entry.alive and not entry.node and entry.purpose is not Purpose.REPLACE]
    asked = [entry for entry in entries if entry.alive and not entry.node and entry.purpose is Purpose.REPLACE]
    kept = _without_needless(bound, needs)
    plan.remove += [entry for entry in bound if entry not in kept]
    missing = _lack(needs, kept)
    needed = _without_needless(coming, missing)
    plan.remove += [entry for entry in coming if entry not in needed]
    plan.lacking = next((entry.refusal for entry in needed if entry.refusal and not entry.nominated), None)
    still = _lack(missing, needed)
    if still:
        plan.add += [_new(node, Purpose.RESTORE, {uuid: size}, bound) for uuid, size in still.items()]
    if not missing and can_shrink:
        plan.shrink = _shrinks(kept, needs)
    wanted = [] if missing or plan.shrink else _replacements(node, kept, needs, merge, largest)
    wanted = [new for new in wanted if new.name not in refused]
    plan.remove += [entry for entry in asked if entry.refusal or entry.name not in {new.name for new in wanted}]
    plan.add += [new for new in wanted if new.name not in {entry.name for entry in asked}]
    return plan


def covered(entries: Iterable[Entry], uuid: str) -> Size:
    """What entries hold for a VM together."""
    return total(entry.holds.get(uuid, Size()) for entry in entries)


def _without_needless(entries: Sequence[Entry], needs: Holds) -> list[Entry]:
    """Those that are needed. Entries that hold too much are given up first, then the small ones."""

    def order(entry: Entry) -> tuple[bool, int, int, str]:
        fits = all(not size.beyond(needs.get(uuid, Size())) for uuid, size in entry.holds.items())
        return fits, entry.size.mib, entry.size.millicores, entry.name

    kept = list(entries)
    lack = _lack(needs, kept)
    for entry in sorted(entries, key=order):
        rest = [other for other in kept if other is not entry]
        if all(not size.beyond(lack.get(uuid, Size())) for uuid, size in _lack(needs, rest).items()):
            kept = rest
    return kept


def _lack(needs: Holds, entries: Sequence[Entry]) -> dict[str, Size]:
    """What of the needs no entry covers."""
    lack = {uuid: size.beyond(covered(entries, uuid)) for uuid, size in needs.items()}
    return {uuid: size for uuid, size in lack.items() if size}


def _replacements(node: str, kept: list[Entry], needs: Holds, merge: bool, largest: Size) -> list[New]:
    new = []
    for group in _groups(kept, merge, largest):
        others = [entry for entry in kept if entry not in group]
        exact = _held(group, others, needs)
        if len(group) > 1 or exact != group[0].holds:
            new.append(_new(node, Purpose.REPLACE, exact, kept))
    return new


def _groups(kept: list[Entry], merge: bool, largest: Size) -> list[list[Entry]]:
    """Entries that should be one: those that share a VM, and when merging the smallest of the others too."""
    groups: list[list[Entry]] = []
    for entry in kept:
        touching = [group for group in groups if any(other.holds.keys() & entry.holds.keys() for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([entry, *(other for group in touching for other in group)])
    if not merge:
        return groups
    groups.sort(key=lambda group: (total(entry.size for entry in group).mib, group[0].name))
    merged: list[Entry] = []
    while groups:
        size = total(entry.size for entry in [*merged, *groups[0]])
        if merged and size.beyond(largest):
            break
        merged += groups.pop(0)
    return [merged, *groups] if merged else groups


def _held(group: Sequence[Entry], others: Sequence[Entry], needs: Holds) -> dict[str, Size]:
    """What a group must hold when the others stay."""
    uuids = sorted({uuid for entry in group for uuid in entry.holds})
    held = {uuid: needs.get(uuid, Size()).beyond(covered(others, uuid)) for uuid in uuids}
    return {uuid: size for uuid, size in held.items() if size}


def _shrinks(kept: Sequence[Entry], needs: Holds) -> list[tuple[Entry, Holds]]:
    """One after the other, so that two do not both rely on what the other gives up."""
    now = list(kept)
    shrinks: list[tuple[Entry, Holds]] = []
    for number, entry in enumerate(kept):
        exact = _held([entry], [other for other in now if other.uid != entry.uid], needs)
        if exact != entry.holds or entry.asks.beyond(entry.size):  # the latter after a crash between the two calls
            shrinks.append((entry, exact))
            now[number] = replace(entry, holds=exact)
    return shrinks


def _new(node: str, purpose: Purpose, holds: Holds, beside: Sequence[Entry]) -> New:
    return New(next_name(node, holds, beside), purpose, holds)

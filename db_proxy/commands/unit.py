"""A unit of work: the rows that one command reads and changes, written together at its end with their events.

Each row is read once, changed in memory and written once, with its revision one higher and one event, so that a
command costs few statements however many things it does to a row. Other writers wait meanwhile (`engine/database`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Update, bindparam, delete, insert, select, update

from api_common.clock import Clock
from api_common.context import REQUEST_KEY
from api_common.contract.states import ResourceType
from api_common.errors import not_found
from db_proxy.commands.effects import note_effect
from db_proxy.commands.sequence import ensure_above, take_ids
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.engine.steady import SteadyClock
from db_proxy.mapping.resources import RESOURCES, Resource
from db_proxy.metrics import EVENTS
from db_proxy.tables import EVENT

P = ParamSpec("P")
T = TypeVar("T")
GREATEST_ID = 2**31 - 1
"""v1's ids have 32 bits; larger numbers are no ids, and PostgreSQL would not even compare them."""


class Row:
    """One row as a command sees it: read columns as items, change them with `set` or, unseen by people, `note`."""

    def __init__(self, resource: Resource, values: dict[str, Any], *, created: bool = False) -> None:
        self.resource = resource
        self.values = values
        self.created = created
        self.removed = False
        self.visible = created
        self.changed: set[str] = set()
        self.before: dict[str, Any] = {}
        """What changed columns held when the unit began, or was last written."""

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def key(self) -> str:
        """How the row is called on the wire."""
        key = self.values[self.resource.key]
        return "" if key is None else str(key)

    def set(self, **values: Any) -> None:
        """Change columns; what really changes makes an event and a new revision."""
        if self.note(**values):
            self.visible = True

    def note(self, **values: Any) -> bool:
        """Change columns without an event. Whether anything is different now."""
        different = {name for name, value in values.items() if self.values.get(name) != value}
        self.before = {**{name: self.values.get(name) for name in different}, **self.before}
        self.values.update(values)
        self.changed |= different
        return bool(different)

    def touch(self) -> None:
        """Tell the feed of this row although no column of it changed (a part of it did)."""
        self.visible = True

    def wire(self) -> dict[str, Any]:
        """The row in its wire form."""
        return self.resource.record(self.values).to_wire()


class Unit:
    """The rows of one transaction, and its point in time: `now` by the machine's clock, for people; `steady` by the one
    that never jumps, for whatever lasts, waits or ends."""

    def __init__(self, connection: Connection, now: int, steady: int) -> None:
        self.connection = connection
        self.now = now
        self.steady = steady
        self.last_event = 0
        self._rows: dict[tuple[ResourceType, str], Row] = {}
        self._new: list[Row] = []
        self._brought_id = 0

    # --- reading ---

    def find(self, type_: ResourceType, key: str) -> Row | None:
        """A row by its key, or null."""
        known = self._rows.get((type_, key))
        if known is not None:
            return None if known.removed else known
        resource = RESOURCES[type_]
        value = _id_in(key) if resource.key == "id" else key
        return None if value is None else next(iter(self.load_by(type_, resource.key, value)), None)

    def get(self, type_: ResourceType, key: str) -> Row:
        """A row by its key; `not_found` if there is none."""
        row = self.find(type_, key)
        if row is None:
            raise not_found(type_.value, key)
        return row

    def load(self, type_: ResourceType, where: ColumnElement[bool]) -> list[Row]:
        """All stored rows that meet a condition, as this unit has them now; removed ones are left out."""
        table = RESOURCES[type_].table
        return self._load(type_, select(table).where(where).order_by(table.c.id), {})

    def load_by(self, type_: ResourceType, column: str, value: str | int) -> list[Row]:
        """Like `load`, for the rows with one value in one column."""
        return self._load(type_, _select_by(type_, column), {"wanted": value})

    def rows(self) -> list[Row]:
        """Every row that the unit has in hand."""
        return [*{id(row): row for row in (*self._rows.values(), *self._new)}.values()]

    # --- changing ---

    def add(self, type_: ResourceType, values: dict[str, Any]) -> Row:
        """A row to be inserted; columns that are not given are null, or start at 0."""
        resource = RESOURCES[type_]
        row = Row(resource, values, created=True)
        self._new.append(row)
        self._brought_id = max(self._brought_id, values.get("id") or 0)
        if values.get(resource.key) is not None:
            self._rows[type_, row.key] = row
        return row

    def remove(self, row: Row) -> None:
        """Delete a row."""
        row.removed = True

    def number(self) -> None:
        """Give the new rows of v1's tables their ids, all with one statement."""
        if self._brought_id:
            ensure_above(self.connection, self._brought_id)
            self._brought_id = 0
        ours = [row for row in self._new if row.resource.kind is not ResourceType.OPERATION]
        without = [row for row in ours if row.values.get("id") is None]
        for row, id_ in zip(without, take_ids(self.connection, len(without)), strict=True):
            row.values["id"] = id_
            self._rows[row.resource.kind, row.key] = row

    def flush(self) -> None:
        """Write everything, and its events. May be called in between; what follows is written by the next call."""
        self.number()
        rows = self.rows()
        events = [event for row in rows if (event := self._event(row)) is not None]
        self._delete([row for row in rows if row.removed and not row.created])
        self._update([row for row in rows if row.changed and not row.created and not row.removed])
        self._insert([row for row in self._new if not row.removed])
        self._new.clear()
        if events:
            ids = self.connection.execute(insert(EVENT).returning(EVENT.c.id), events).scalars().all()
            self.last_event = max(ids)
            EVENTS.inc(len(events))
        for row in rows:
            row.visible, row.changed, row.before = False, set(), {}
            row.created = False
        self._rows = {key: row for key, row in self._rows.items() if not row.removed}

    # --- inside ---

    def _load(self, type_: ResourceType, statement: Select[Any], values: dict[str, Any]) -> list[Row]:
        found = self.connection.execute(statement, values).mappings()
        rows = [self._known(RESOURCES[type_], dict(row)) for row in found]
        return [row for row in rows if not row.removed]

    def _known(self, resource: Resource, values: dict[str, Any]) -> Row:
        row = Row(resource, values)
        key = (resource.kind, row.key)
        known = self._rows.get(key)
        if known is not None and known.values.get("id") not in (None, values["id"]):  # v1 let rows share a uuid
            key = (resource.kind, f"{row.key} of {values['id']}")
        return self._rows.setdefault(key, row)

    def _event(self, row: Row) -> dict[str, Any] | None:
        """The event of a row, whose revision it raises; null if there is nothing to tell."""
        if row.removed and row.created or not (row.removed or row.visible):
            return None
        if "revision" in row.resource.columns and not row.removed:
            row.values["revision"] = (row.values.get("revision") or 0) + 1
            row.changed.add("revision")
        kind = "removed" if row.removed else "created" if row.created else "changed"
        return {
            "kind": kind,
            "resource_type": row.resource.kind.value,
            "resource_key": row.key,
            "revision": row.values.get("revision", 0),
            "summary": row.resource.summary(row.values),
            "create_time": self.now,
        }

    def _insert(self, rows: Iterable[Row]) -> None:
        for resource, group in _by_resource(rows).items():
            names = resource.columns & {name for row in group for name in row.values}
            values = [{name: row.values.get(name) for name in names} for row in group]
            self.connection.execute(insert(resource.table), values)

    def _update(self, rows: Iterable[Row]) -> None:
        """One statement for all rows of a table in which the same columns changed."""
        groups: dict[tuple[ResourceType, frozenset[str]], list[Row]] = defaultdict(list)
        for row in rows:
            groups[row.resource.kind, frozenset(row.changed)].append(row)
        for (type_, names), group in groups.items():
            values = [{"this_id": row["id"], **{name: row[name] for name in names}} for row in group]
            self.connection.execute(_update_of(type_, names), values)

    def _delete(self, rows: Iterable[Row]) -> None:
        for resource, group in _by_resource(rows).items():
            ids = [row["id"] for row in group]
            self.connection.execute(delete(resource.table).where(resource.table.c.id.in_(ids)))


def _id_in(key: str) -> int | None:
    digits = key.isascii() and key.isdecimal() and len(key) <= len(str(GREATEST_ID))
    return int(key) if digits and int(key) <= GREATEST_ID else None


@cache
def _select_by(type_: ResourceType, column: str) -> Select[Any]:
    """Statements of the hot path are built once: building one costs as much as running it."""
    table = RESOURCES[type_].table
    return select(table).where(table.c[column] == bindparam("wanted")).order_by(table.c.id)


@cache
def _update_of(type_: ResourceType, names: frozenset[str]) -> Update:
    table = RESOURCES[type_].table
    return update(table).where(table.c.id == bindparam("this_id")).values({name: bindparam(name) for name in names})


def _by_resource(rows: Iterable[Row]) -> dict[Resource, list[Row]]:
    groups: dict[ResourceType, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.resource.kind].append(row)
    return {RESOURCES[type_]: group for type_, group in groups.items()}


class Writer:
    """Runs commands, each in one transaction, and wakes the followers of the feed after it."""

    def __init__(
        self, database: Database, signal: EventSignal, clock: Clock, steady: SteadyClock | None = None
    ) -> None:
        self._database = database
        self._signal = signal
        self._clock = clock
        self._steady = steady or SteadyClock(clock)

    def steady_ms(self) -> int:
        """The time by which tokens expire."""
        return self._steady.now_ms()

    def __call__(self, command: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The command's answer, once everything it wrote is committed."""

        def work(connection: Connection) -> tuple[T, int]:
            unit = Unit(connection, self._clock.now_ms(), self._steady.now_ms())
            answer = command(unit, *args, **kwargs)
            if request_key := REQUEST_KEY.get():
                note_effect(connection, request_key, answer)
            unit.flush()
            return answer, unit.last_event

        answer, last_event = self._database.write(work)
        if last_event:
            self._signal.publish(last_event)
        return answer

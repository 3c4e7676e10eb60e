"""What is known of each kind of row: its table, its record, its key, its lifecycle and what nobody may write or see.

`commands` write rows through this registry, so a change set can name any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Table

from api_common.contract.account import Credential, ImageOwner, User, UserGroup
from api_common.contract.base import WireModel
from api_common.contract.device import Device
from api_common.contract.host import Host
from api_common.contract.network import IpSegment, IpUsed
from api_common.contract.operation import Operation
from api_common.contract.spec_config import SpecConfig
from api_common.contract.states import ResourceType
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume
from api_common.errors import IaasError, invalid
from api_common.lifecycle.host import HOST as HOST_LIFE
from api_common.lifecycle.machine import Machine
from api_common.lifecycle.vm import VM as VM_LIFE
from api_common.lifecycle.volume import VOLUME as VOLUME_LIFE
from db_proxy import tables
from db_proxy.mapping.reading import read_row


@dataclass(frozen=True, eq=False)
class Resource:
    """One kind of row."""

    kind: ResourceType
    table: Table
    model: type[WireModel]
    key: str = "uuid"
    machine: Machine | None = None
    reason_column: str | None = None
    """Where a status change leaves its reason."""
    managed: frozenset[str] = frozenset()
    """Fields that only db_proxy's own commands write."""
    hidden: Any = None
    """What an event's summary leaves out."""
    writable: bool = True
    """Whether change sets may name it."""
    columns: frozenset[str] = field(default=frozenset(), init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", frozenset(self.table.columns.keys()))

    def record(self, values: Mapping[str, Any]) -> WireModel:
        """The wire record of a row."""
        return read_row(self.model, values)

    def summary(self, values: Mapping[str, Any]) -> str:
        """The JSON text of a row for the change feed."""
        return self.record(values).model_dump_json(by_alias=True, exclude=self.hidden)

    def parse_new(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """Column values of a row to create, checked. What db_proxy manages starts afresh, whatever was given."""
        self._know(wire)
        try:
            record = self.model.model_validate(wire)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise invalid(str(first["loc"][0]), first["msg"]) from None
        given = record.model_dump(mode="json")
        return {name: value for name, value in given.items() if name in self.columns - self.managed}

    def parse_fields(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """Column values of single fields to write, checked."""
        names = self._know(wire)
        values: dict[str, Any] = {}
        for alias, value in wire.items():
            name = names[alias]
            if name not in self.columns or name in self.managed or name in ("id", self.key, "create_time"):
                raise invalid(alias, f"cannot be written in table {self.table.name}")
            if name == "status" and self.machine:
                raise invalid(alias, "is changed by a status change, which looks at the lifecycle")
            values[name] = self.parse_value(name, value)
        return values

    def parse_value(self, name: str, value: Any) -> Any:
        """One column's value, checked against its field."""
        adapter = self._adapters[name]
        try:
            return adapter.dump_python(adapter.validate_python(value), mode="json")
        except ValidationError as error:
            raise invalid(name, error.errors(include_url=False)[0]["msg"]) from None

    def _know(self, wire: Mapping[str, Any]) -> dict[str, str]:
        for alias in wire:
            if alias not in self._names:
                raise invalid(alias, f"table {self.table.name} has no such field")
        return self._names

    @cached_property
    def _names(self) -> dict[str, str]:
        return {info.alias or name: name for name, info in self.model.model_fields.items()}

    @cached_property
    def _adapters(self) -> dict[str, TypeAdapter[Any]]:
        fields = self.model.model_fields.items()
        return {name: TypeAdapter(cast(Any, info.annotation)) for name, info in fields}


_VM_POWER = {"power_state", "power_seen_at", "power_reason", "domain_cpus", "domain_memory"}

RESOURCES: dict[ResourceType, Resource] = {
    resource.kind: resource
    for resource in (
        Resource(
            ResourceType.VM,
            tables.VM,
            Vm,
            machine=VM_LIFE,
            reason_column="error",
            managed=frozenset({"revision", "operation_uuid", *_VM_POWER}),
            hidden={"password", "vnc_password"},
        ),
        Resource(
            ResourceType.VOLUME,
            tables.VOLUME,
            Volume,
            machine=VOLUME_LIFE,
            reason_column="error",
            managed=frozenset({"revision", "operation_uuid"}),
        ),
        Resource(
            ResourceType.HOST,
            tables.HOST,
            Host,
            machine=HOST_LIFE,
            reason_column="problem",
            managed=frozenset({"revision", "epoch", "stranger", "last_seen_at", "node"}),
            hidden={"agent_url": True, "facts": {"agent_url"}},
        ),
        Resource(ResourceType.IP_SEGMENT, tables.IP_SEGMENT, IpSegment, key="id", managed=frozenset({"revision"})),
        Resource(ResourceType.IP_USED, tables.IP_USED, IpUsed, key="id"),
        Resource(ResourceType.SPEC_CONFIG, tables.SPEC_CONFIG, SpecConfig, key="id", managed=frozenset({"revision"})),
        Resource(ResourceType.DEVICE, tables.DEVICE, Device, key="id"),
        Resource(
            ResourceType.OPERATION,
            tables.OPERATION,
            Operation,
            hidden={
                "input": True,
                "client_key": True,
                "input_digest": True,
                "target_name": True,
                "steps": {"__all__": {"output"}},
            },
            writable=False,
        ),
        Resource(ResourceType.USER, tables.USER_ACCOUNT, User, key="id", writable=False),
        Resource(ResourceType.USER_GROUP, tables.USER_GROUP, UserGroup, key="id", writable=False),
        Resource(ResourceType.CREDENTIAL, tables.CREDENTIAL, Credential, key="id", writable=False),
        Resource(ResourceType.IMAGE_OWNER, tables.IMAGE_OWNER, ImageOwner, key="id", writable=False),
    )
}


def resource_of(type_: ResourceType) -> Resource:
    """What change sets may write of this kind; `invalid_request` for what they may not."""
    found = RESOURCES.get(type_)
    if found is None or not found.writable:
        raise _unwritable(type_)
    return found


def _unwritable(type_: ResourceType) -> IaasError:
    return invalid("type", f"{type_.value} cannot be written by a change set")

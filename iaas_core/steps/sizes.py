"""vCPUs and memory of a domain, and of the row that must say the same."""

from __future__ import annotations

from api_common.contract.agent_spec import DomainSize, EnsureSized, WantedSize
from api_common.contract.changes import SetFields
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order
from iaas_core.steps.specs import MIB_PER_GIB
from iaas_core.workflow.flow import Done, Outcome, StepContext


def resize_domain(context: StepContext[Doors]) -> Outcome:
    """vCPUs and memory of now and of the next start, and how far it can grow after that."""
    asked = {field: context.input.get(field) for field in ("cpus", "memory")}
    answer = agent_of(context).ensure_sized(
        _uuid(context), _order(context, {**asked, **context.input.get("after", {})})
    )
    return Done(output={"power": answer.report.power.value}, observations=[answer.report])


def settle_size(context: StepContext[Doors]) -> Done:
    """The domain has the size before again, unless it runs and has got more; the row says what it has."""
    before = context.input["before"]
    try:
        answer = agent_of(context).ensure_sized(_uuid(context), _order(context, before, settle=True))
    except IaasError as error:
        if error.kind is not ErrorKind.NOT_FOUND:
            raise
        return Done(changes=[_row(context, before)])  # there is no domain that could have more
    has = before if answer.size is None else _fields(answer.size)
    return Done(changes=[_row(context, has)], observations=[answer.report])


def row_size(context: StepContext[Doors]) -> WantedSize:
    """What the VM's row gives it; the operation holds the VM, so this stays so. Rows of v1 may not say all."""
    vm = context.doors.db.vm(_uuid(context)).vm
    row = {"cpus": vm.cpus, "maxCpus": vm.max_cpus, "memory": vm.memory, "maxMemory": vm.max_memory}
    return WantedSize(**_wanted(row))


def _order(context: StepContext[Doors], size: dict[str, int | None], *, settle: bool = False) -> EnsureSized:
    return order(context, EnsureSized, settle=settle, **_wanted(size))


def _wanted(size: dict[str, int | None]) -> dict[str, int]:
    """Fields of a row as an agent takes them; 0 and null say nothing."""
    cpus = {name: size.get(field) for name, field in (("cpus", "cpus"), ("max_cpus", "maxCpus"))}
    memory = {name: size.get(field) for name, field in (("memory_mib", "memory"), ("max_memory_mib", "maxMemory"))}
    mib = {name: value * MIB_PER_GIB for name, value in memory.items() if value}
    return {**{name: value for name, value in cpus.items() if value}, **mib}


def _fields(size: DomainSize) -> dict[str, int | None]:
    return {
        "cpus": size.cpus,
        "maxCpus": size.max_cpus,
        "memory": -(-size.memory_mib // MIB_PER_GIB),
        "maxMemory": -(-size.max_memory_mib // MIB_PER_GIB),
    }


def _row(context: StepContext[Doors], fields: dict[str, int | None]) -> SetFields:
    return SetFields(type=ResourceType.VM, key=_uuid(context), fields=fields)


def _uuid(context: StepContext[Doors]) -> str:
    return context.operation.target_uuid

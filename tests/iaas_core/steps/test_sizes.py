"""What a domain and its row are told of sizes: in units, both ways, and whatever became of the domain."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import DomainAnswer, DomainSize, EnsureSized
from api_common.contract.changes import SetFields
from api_common.contract.operation import Operation
from api_common.contract.states import PowerState, ResourceType
from api_common.contract.vm import Vm, VmView
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.sizes import resize_domain, row_size, settle_size
from iaas_core.workflow.flow import Done, StepContext
from tests.iaas_core.fakes import FakeDb, doors

UUID = "1" * 32
REPORT = PowerReport(uuid=UUID, power=PowerState.RUNNING, epoch=1, sequence=1)
PLAN = {"hostUuid": "h", "cpus": 4, "memory": 2, "before": {"cpus": 1, "memory": None}, "after": {"maxMemory": 16}}


def context(answers: Any, vm: Vm | None = None) -> tuple[StepContext[Any], list[EnsureSized]]:
    asked: list[EnsureSized] = []

    def ensure_sized(uuid: str, body: EnsureSized) -> DomainAnswer:
        assert uuid == UUID
        asked.append(body)
        if isinstance(answers, IaasError):
            raise answers
        return DomainAnswer(report=REPORT, size=answers)

    db = FakeDb()
    db.vm = lambda _: VmView(vm=vm or Vm(uuid=UUID))  # type: ignore[attr-defined]
    operation = Operation(uuid="4" * 32, kind="k", target_type=ResourceType.VM, target_uuid=UUID, input=PLAN, fence=5)
    return StepContext(operation, doors(db, SimpleNamespace(ensure_sized=ensure_sized)), {}), asked  # type: ignore[arg-type]


def test_a_resize_names_what_changes_and_the_room_after_it() -> None:
    given, (told) = context(None)
    done = resize_domain(given)
    assert isinstance(done, Done) and done.observations == [REPORT] and not done.changes
    assert told[0].model_dump(include={"cpus", "memory_mib", "max_cpus", "max_memory_mib", "settle"}) == {
        "cpus": 4,
        "memory_mib": 2048,
        "max_cpus": None,
        "max_memory_mib": 16384,
        "settle": False,
    }


def test_undone_the_row_says_what_the_domain_has() -> None:
    """A running guest keeps what it has got; part of a GiB counts as one."""
    given, asked = context(DomainSize(cpus=4, max_cpus=8, memory_mib=1025, max_memory_mib=4096))
    (change,) = settle_size(given).changes
    assert isinstance(change, SetFields) and change.fields == {"cpus": 4, "maxCpus": 8, "memory": 2, "maxMemory": 4}
    assert (asked[0].cpus, asked[0].memory_mib, asked[0].settle) == (1, None, True)


@pytest.mark.parametrize("answer", [None, IaasError(ErrorKind.NOT_FOUND, "no such domain")])
def test_without_a_word_of_the_domain_the_row_is_as_before(answer: Any) -> None:
    """An agent of an earlier release, or no domain at all."""
    (change,) = settle_size(context(answer)[0]).changes
    assert isinstance(change, SetFields) and change.fields == {"cpus": 1, "memory": None}


def test_a_host_that_does_not_answer_is_asked_again() -> None:
    with pytest.raises(IaasError) as failed:
        settle_size(context(IaasError(ErrorKind.UNAVAILABLE, "away"))[0])
    assert failed.value.retryable


@pytest.mark.parametrize(
    ("vm", "size"),
    [
        (
            Vm(uuid=UUID, cpus=2, memory=3, max_cpus=16, max_memory=16),
            {"cpus": 2, "memory_mib": 3072, "max_cpus": 16, "max_memory_mib": 16384},
        ),
        (Vm(uuid=UUID, cpus=0, memory=None), {}),
    ],
)
def test_a_start_has_the_size_of_its_row(vm: Vm, size: dict[str, int]) -> None:
    assert row_size(context(None, vm)[0]).model_dump(exclude_none=True) == size

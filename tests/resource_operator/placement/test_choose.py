"""The whole choice over a fake db_proxy: turns, refusals and their words."""

from __future__ import annotations

import pytest

from api_common.contract.placement import PlacementRequest
from api_common.contract.states import HostStatus
from api_common.errors import ErrorKind, IaasError
from resource_operator.placement.choose import MAX_HOSTS_IN_MESSAGE, Chooser
from resource_operator.placement.weights import STRATEGIES
from tests.resource_operator.conftest import FakeDb, MakeHost

ASKED = PlacementRequest(cpus=4, memory=8, storage=20)


def refusal(chooser: Chooser, request: PlacementRequest = ASKED) -> IaasError:
    with pytest.raises(IaasError) as caught:
        chooser.place(request)
    assert caught.value.kind is ErrorKind.NO_CAPACITY
    return caught.value


@pytest.fixture
def chooser(db: FakeDb) -> Chooser:
    return Chooser(db, STRATEGIES["round_robin"])


def test_round_robin_goes_round(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1), host(2), host(3, status=HostStatus.OFFLINE), host(4)]
    firsts = [chooser.place(ASKED).host_uuids[0] for _ in range(7)]
    assert [int(uuid, 16) for uuid in firsts] == [1, 2, 4, 1, 2, 4, 1]


def test_a_host_that_comes_back_joins_the_turn(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1), host(2)]
    chooser.place(ASKED)
    db.loads = [host(1)]
    assert chooser.place(ASKED).host_uuids == [host(1).host.uuid]
    db.loads = [host(1), host(2)]
    assert chooser.place(ASKED).host_uuids == [host(2).host.uuid, host(1).host.uuid]


def test_the_answer_names_all_that_pass_and_why_the_others_do_not(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1, vcpu=4, used_cpus=2), host(2), host(3, status=HostStatus.ERROR, problem="no KVM"), host(4)]
    answer = chooser.place(ASKED)
    assert answer.host_uuids == [host(2).host.uuid, host(4).host.uuid]
    assert answer.refused == {"node1": "has 2 of 4 vCPU free, 4 are needed", "node3": "is ERROR (no KVM)"}


@pytest.mark.parametrize(("strategy", "order"), [("round_robin", [1, 2]), ("spread", [2, 1]), ("pack", [1, 2])])
def test_strategies(db: FakeDb, host: MakeHost, strategy: str, order: list[int]) -> None:
    db.loads = [host(1, used_cpus=8), host(2)]
    assert [int(uuid, 16) for uuid in Chooser(db, STRATEGIES[strategy]).place(ASKED).host_uuids] == order


def test_an_appointed_host_must_pass_too(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1), host(2, memory=4)]
    appointed = ASKED.model_copy(update={"host_uuid": host(2).host.uuid})
    error = refusal(chooser, appointed)
    assert error.detail["hosts"]["node2"] == "has 4 of 4 GiB of memory free, 8 are needed"
    db.loads = [host(1), host(2)]
    assert chooser.place(appointed).host_uuids == [host(2).host.uuid]


def test_nowhere_gives_every_reason_in_words_and_in_facts(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1, status=HostStatus.OFFLINE, vcpu=2), host(2, storage=10)]
    error = refusal(chooser)
    assert error.message == (
        "no host can take this VM: node1 is OFFLINE; has 2 of 2 vCPU free, 4 are needed."
        " node2 has 10 of 10 GiB of storage free, 20 are needed"
    )
    assert error.detail == {
        "hosts": {
            "node1": "is OFFLINE; has 2 of 2 vCPU free, 4 are needed",
            "node2": "has 10 of 10 GiB of storage free, 20 are needed",
        }
    }


def test_a_long_list_stands_in_the_facts_only(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(number, vcpu=1) for number in range(1, MAX_HOSTS_IN_MESSAGE + 2)]
    error = refusal(chooser)
    assert error.message == "no host can take this VM"
    assert len(error.detail["hosts"]) == MAX_HOSTS_IN_MESSAGE + 1


def test_no_hosts_and_unknown_hosts_are_said_so(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    assert refusal(chooser).message.endswith("no host has registered yet")
    db.loads = [host(1)]
    assert refusal(chooser, ASKED.model_copy(update={"host_uuid": "f" * 32})).message.endswith("does not exist")


def test_a_host_without_a_name_is_called_by_its_uuid(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1, name=None, vcpu=1)]
    assert list(refusal(chooser).detail["hosts"]) == [host(1).host.uuid]


def test_a_refusal_does_not_move_the_turn(chooser: Chooser, db: FakeDb, host: MakeHost) -> None:
    db.loads = [host(1, vcpu=4), host(2, vcpu=4)]
    refusal(chooser, ASKED.model_copy(update={"cpus": 8}))
    assert chooser.place(ASKED).host_uuids[0] == host(1).host.uuid


def test_an_absent_db_proxy_is_passed_on(chooser: Chooser, db: FakeDb) -> None:
    db.error = IaasError(ErrorKind.UNAVAILABLE, "db-proxy cannot be reached")
    with pytest.raises(IaasError) as caught:
        chooser.place(ASKED)
    assert caught.value is db.error

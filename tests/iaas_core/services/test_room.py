"""The first host with room is taken; what is not about room is nobody else's turn."""

from __future__ import annotations

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_core.services.room import on_first_with_room


def full(host: str) -> IaasError:
    return IaasError(ErrorKind.NO_CAPACITY, f"{host} is full", detail={"hostUuid": host})


def test_hosts_that_filled_up_meanwhile_are_passed_over() -> None:
    asked: list[str] = []

    def start(host: str) -> str:
        asked.append(host)
        if host != "c":
            raise full(host)
        return f"on {host}"

    assert on_first_with_room(["a", "b", "c", "d"], start) == "on c"
    assert asked == ["a", "b", "c"]
    with pytest.raises(IaasError, match="b is full"):
        on_first_with_room(["a", "b"], start)
    with pytest.raises(IaasError, match="no host"):
        on_first_with_room([], start)


@pytest.mark.parametrize("error", [IaasError(ErrorKind.NO_CAPACITY, "quota"), IaasError(ErrorKind.CONFLICT, "held")])
def test_other_refusals_end_it(error: IaasError) -> None:
    asked: list[str] = []

    def start(host: str) -> None:
        asked.append(host)
        raise error

    with pytest.raises(IaasError) as raised:
        on_first_with_room(["a", "b"], start)
    assert raised.value is error and asked == ["a"]

"""Following objects when the API server is not well. What it does when it is well is in tests/cluster."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.errors import ErrorKind, IaasError
from resource_operator.cluster.mirror import FORBIDDEN_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Mirror

AWAY = IaasError(ErrorKind.UNAVAILABLE, "Kubernetes cannot be reached")


class Server:
    """Stands in for the connection: gives one list, and watches as scripted."""

    def __init__(self, *watches: Any) -> None:
        self.watches = list(watches)
        self.lists = 0

    def ask(self, call: Any, **_: Any) -> dict[str, Any]:
        self.lists += 1
        return {"metadata": {"resourceVersion": "5"}, "items": [thing("a", 1), thing("b", 2)]}

    def watch(self, call: Any, version: str, seconds: int, **_: Any) -> Any:
        return self.watches.pop(0)


def thing(name: str, version: int, uid: str = "") -> dict[str, Any]:
    return {"metadata": {"name": name, "uid": uid or f"uid-{name}", "resourceVersion": str(version)}}


def mirror(*watches: Any) -> Mirror:
    made = Mirror(Server(*watches), "things", None, lambda: None)  # type: ignore[arg-type]
    made._list()
    return made


def names(made: Mirror) -> list[str]:
    return [each["metadata"]["name"] for each in made.all()]


def test_events_are_taken_in() -> None:
    made = mirror([{"type": "ADDED", "object": thing("c", 6)}, {"type": "DELETED", "object": thing("a", 7)}], [])
    assert made._follow()
    assert names(made) == ["b", "c"]
    assert not made._follow(), "one that ends without a word is not followed by the next at once"


def test_what_a_call_answered_is_neither_lost_nor_older() -> None:
    made = mirror([{"type": "MODIFIED", "object": thing("b", 8)}, {"type": "DELETED", "object": thing("a", 9)}])
    made.note(thing("b", 9))
    made.forget("a", "uid-a")
    made.note(thing("a", 12, "another"))
    made._follow()
    assert (made.get("b") or {})["metadata"]["resourceVersion"] == "9"
    assert (made.get("a") or {})["metadata"]["uid"] == "another", "the other one of that name was deleted"


def test_pauses_grow_and_nothing_is_forgotten() -> None:
    made = mirror()
    pauses = [made._troubled(AWAY) for _ in range(12)]
    assert pauses == sorted(pauses) and pauses[0] > 0 and pauses[-1] == LONGEST_PAUSE_SECONDS
    assert (names(made), made._version) == (["a", "b"], "5")
    assert made.problem == "things of the cluster cannot be followed: Kubernetes cannot be reached"
    made._list()
    assert made.problem is None and made._troubled(AWAY) == pauses[0]


def test_missing_rights_are_said_once_and_tried_slowly(caplog: pytest.LogCaptureFixture) -> None:
    made = mirror()
    for _ in range(3):
        refused = IaasError(ErrorKind.FORBIDDEN, "Kubernetes refuses: may not list things")
        assert made._troubled(refused) == FORBIDDEN_PAUSE_SECONDS
    assert made.forbidden and [record.message for record in caplog.records] == [made.problem]


@pytest.mark.parametrize("by_event", [True, False])
def test_a_version_that_is_too_old_is_listed_anew(by_event: bool) -> None:
    made = mirror([{"type": "ERROR", "object": {"code": 410, "message": "too old"}}])
    expired = IaasError(ErrorKind.NOT_FOUND, "too old", detail={"expired": True})
    if by_event:
        with pytest.raises(IaasError) as caught:
            made._follow()
        expired = caught.value
    assert made._troubled(expired) == 0 and made._version == ""
    assert made._troubled(expired) > 0, "but not again and again"

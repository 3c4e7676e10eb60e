"""The rights of the manifests are enough; without them there is one clear sentence, and the rest goes on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api_common.errors import ErrorKind, IaasError
from resource_operator.cluster import mirror
from tests.helpers.bed import Bed
from tests.helpers.kube import until
from tests.helpers.rbac import Account


@pytest.fixture
def account(bed: Bed, tmp_path: Path) -> Iterator[Account]:
    made = Account(bed.plane, bed.namespace, tmp_path)
    try:
        yield made
    finally:
        made.close()


def test_least_rights_are_enough(bed: Bed, account: Account) -> None:
    bed.operator(kubeconfig=str(account.kubeconfig))
    bed.plane.fake_nodes("n1")
    bed.register("n1")
    bed.await_nodes("n1")
    uuid, _ = bed.create()
    bed.delete(uuid)
    until(lambda: not bed.entries())


def test_rights_that_are_taken_away(
    bed: Bed, account: Account, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(mirror, "WATCH_SECONDS", 2)
    monkeypatch.setattr(mirror, "FORBIDDEN_PAUSE_SECONDS", 3)
    url = bed.operator(kubeconfig=str(account.kubeconfig))
    bed.plane.fake_nodes("n1")
    bed.register("n1")
    bed.await_nodes("n1")
    uuid, _ = bed.create()
    caplog.set_level(logging.WARNING)
    account.revoke()

    def told() -> str | None:
        return httpx.get(f"{url}/readyz").json()["remarks"]["cluster"]

    until(lambda: "cannot list" in (told() or "") or "cannot watch" in (told() or ""), 30)
    with pytest.raises(IaasError, match="forbidden") as caught:
        until(lambda: bed.place(bed.new_vm()))
    assert caught.value.kind is ErrorKind.FORBIDDEN
    assert httpx.get(f"{url}/readyz").status_code == 200
    until(lambda: sum("cannot be followed" in record.message for record in caplog.records) >= 3, 30)
    account.grant()
    until(lambda: told() is None, 30)
    assert sum("cannot be followed" in record.message for record in caplog.records) == 3, "once for each kind"
    assert bed.create() and uuid in bed.account()

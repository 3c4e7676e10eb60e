"""What db_proxy counts appears under names that boards and alerts rely on."""

from __future__ import annotations

from prometheus_client import REGISTRY, generate_latest

from db_proxy.commands.unit import Writer
from tests.helpers.db import Rows


def test_names(rows: Rows, write: Writer) -> None:
    rows.vm()
    text = generate_latest(REGISTRY).decode()
    for name in (
        "iaas_db_statements_total",
        'iaas_db_transactions_total{kind="write",outcome="committed"}',
        "iaas_db_retries_total",
        "iaas_db_events_total",
    ):
        assert name in text

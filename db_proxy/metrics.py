"""What db_proxy counts about itself; requests are counted by the web kit."""

from __future__ import annotations

from prometheus_client import Counter

STATEMENTS = Counter("iaas_db_statements", "SQL statements sent to the database")
TRANSACTIONS = Counter("iaas_db_transactions", "Transactions by kind (read, write) and outcome", ["kind", "outcome"])
RETRIES = Counter("iaas_db_retries", "Transactions run again because of a lock or a serialization failure")
EVENTS = Counter("iaas_db_events", "Rows written to the change feed")

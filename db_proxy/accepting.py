"""`python -m db_proxy accept-time`: the administrator says that this machine's clock is right.

Run where db_proxy runs, with its settings, beside it. The service notices within five minutes, or when it starts anew.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.errors import IaasError
from db_proxy.commands.timekeeping import accept_time
from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.settings import DbProxySettings


def accept_machine_time(settings: DbProxySettings, clock: Clock = SYSTEM_CLOCK) -> int:
    """Exit status; says what was done."""
    database = Database(settings.database_url, lock_seconds=settings.database_lock_seconds)
    try:
        kept = Writer(database, EventSignal(), clock)(accept_time)
    except IaasError as error:
        sys.stderr.write(f"the time was not accepted: {error.describe()}\n")
        return 1
    finally:
        database.close()
    now = datetime.fromtimestamp(kept.begin / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    sys.stdout.write(f"accepted: it is {now}; what is too old by that is removed within the hour\n")
    return 0

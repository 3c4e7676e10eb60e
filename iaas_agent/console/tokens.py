"""Console tickets at the proxy: verified without asking anyone, and good for one connection only.

The memory of used tickets is this process's own and as short as a ticket's life; there is one console proxy.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.errors import ErrorKind, IaasError
from api_common.tickets import TICKET_SECONDS, ConsoleTarget, Tickets

_LONGEST = 1024


class TicketDesk:
    """Takes tickets and gives targets."""

    def __init__(self, tickets: Tickets, clock: Clock = SYSTEM_CLOCK) -> None:
        self._tickets = tickets
        self._clock = clock
        self._lock = threading.Lock()
        self._used: OrderedDict[bytes, float] = OrderedDict()

    def redeem(self, ticket: str) -> ConsoleTarget:
        """The screen that a ticket leads to; `unauthenticated` if it is forged, too old or was used before."""
        if len(ticket) > _LONGEST:
            raise IaasError(ErrorKind.UNAUTHENTICATED, "this console ticket is not valid")
        target = self._tickets.verify(ticket)
        mark = hashlib.sha256(ticket.encode()).digest()
        now = self._clock.monotonic()
        with self._lock:
            while self._used and next(iter(self._used.values())) < now - 2 * TICKET_SECONDS:
                self._used.popitem(last=False)
            if mark in self._used:
                raise IaasError(
                    ErrorKind.UNAUTHENTICATED, "this console ticket was used before; open the console again"
                )
            self._used[mark] = now
        return target

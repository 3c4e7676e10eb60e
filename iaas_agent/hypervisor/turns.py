"""One turn at a domain: the open session, the domain's lock, the fence, libvirt's errors as ours, and news at the end.

All verbs work inside one; so none of them can forget a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api_common.contract.agent_spec import Fenced
from iaas_agent.hypervisor.errors import translated
from iaas_agent.hypervisor.locks import DomainLocks, Turn
from iaas_agent.hypervisor.session import Session


class Turns:
    """`session` gives the open session or raises `unavailable`; `note` hears of each domain changed."""

    def __init__(self, session: Callable[[], Session], note: Callable[[str], None] = lambda _: None) -> None:
        self.session = session
        self.note = note
        self._locks = DomainLocks()

    @contextmanager
    def taken(self, uuid: str, body: Fenced, doing: str) -> Iterator[tuple[Session, Turn]]:
        """A turn for a request. `doing` begins the sentence of an error."""
        session = self.session()
        with self._locks.held(uuid, body.fence) as turn, translated(doing):
            yield session, turn
            self.note(uuid)

    @contextmanager
    def resumed(self, uuid: str, doing: str) -> Iterator[Session]:
        """A turn for work that a request began earlier, whatever its fence is by now; it notes changes itself."""
        session = self.session()
        with self._locks.holding(uuid), translated(doing):
            yield session

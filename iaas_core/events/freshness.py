"""Tells whether anything has changed since: what lets lists be answered from memory.

Everything that db_proxy stores is either written by this process, which counts each command when it is over, or comes
by on the change feed, which counts each batch. A list that was read under a mark shows the present while the mark
stands; what another process wrote a moment ago is on its way. While the feed is not followed there is no mark.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from api_common.contract.event import EventRow


class Freshness:
    """One counter for everything: lists change rarely compared with how often they are asked for."""

    def __init__(self) -> None:
        self._steps = itertools.count(1)  # one step in C: safe between threads
        self._mark = 0
        self._followed = False

    def changed(self) -> None:
        """Something may have changed."""
        self._mark = next(self._steps)

    def heard(self, _: Sequence[EventRow]) -> None:
        """News from the feed."""
        self.changed()

    def followed(self, yes: bool) -> None:
        """Whether the feed is followed. What happened in a gap is unknown."""
        if yes != self._followed:
            self.changed()
            self._followed = yes

    def mark(self) -> int | None:
        """The present mark, or null while nothing can be promised. To be taken before reading."""
        return self._mark if self._followed else None

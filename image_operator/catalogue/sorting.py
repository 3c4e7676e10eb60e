"""The order of the catalogue, for `store`: by what descriptions say, without a look at disk files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from api_common.contract.image import Image
from api_common.contract.sorting import ImageSort, Order

R = TypeVar("R")
_KEYS: dict[ImageSort, Callable[[Image], Any]] = {
    ImageSort.NAME: lambda image: image.name and image.name.lower(),
    ImageSort.OS_TYPE: lambda image: image.os_type,
    ImageSort.FORMAT: lambda image: image.format,
    ImageSort.SIZE: lambda image: image.vd_size,
}


def in_order(rows: Sequence[R], described: Callable[[R], Image], sort: ImageSort, order: Order) -> list[R]:
    """Sorted; what has no value comes last, and what is alike stays as it was."""
    keyed = [(_KEYS[sort](described(row)), row) for row in rows]
    known = [(key, row) for key, row in keyed if key is not None]
    known.sort(key=lambda pair: pair[0], reverse=order is Order.DESC)
    return [row for _, row in known] + [row for key, row in keyed if key is None]

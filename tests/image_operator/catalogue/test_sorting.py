"""The catalogue sorted by what descriptions say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api_common.contract.image import ImageFilter
from api_common.contract.sorting import ImageSort, Order
from image_operator.catalogue.store import Catalogue
from tests.image_operator.conftest import TEXT


@pytest.fixture
def catalogue(folder: Path, put: Callable[..., Path]) -> Catalogue:
    """Three images and a broken one: e is the smallest and has the last name."""
    whole = TEXT.format(filename="debian.qcow2")
    put("b.yaml", whole.replace("Debian 12", "alpine").replace("vd_size: 20", "vd_size: 30"))
    put("c.yaml", "no: [image")
    put("d.yaml", whole.replace("Debian 12", "Debian").replace("Linux", "Windows"))
    put("e.yaml", whole.replace("Debian 12", "Zorin").replace("vd_size: 20", "vd_size: 5"))
    return Catalogue(folder)


@pytest.mark.parametrize(
    ("sort", "ascending", "descending"),
    [
        (ImageSort.NAME, "bdce", "ecdb"),
        (ImageSort.OS_TYPE, "bedc", "dbec"),
        (ImageSort.FORMAT, "bdec", "bdec"),
        (ImageSort.SIZE, "edbc", "bdec"),
    ],
)
def test_in_both_directions(catalogue: Catalogue, sort: ImageSort, ascending: str, descending: str) -> None:
    for order, expected in ((Order.ASC, ascending), (Order.DESC, descending)):
        found = catalogue.page(ImageFilter(sort=sort, order=order)).content
        assert "".join(image.uuid[0] for image in found) == expected


def test_pages_are_cut_from_the_sorted_list(catalogue: Catalogue) -> None:
    page = catalogue.page(ImageFilter(sort=ImageSort.SIZE, page_num=2, page_size=2))
    assert ([image.uuid[0] for image in page.content], page.total_elements) == (["b", "c"], 4)

"""The number of images by status, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prometheus_client import REGISTRY

from image_operator.catalogue.store import Catalogue
from image_operator.metrics import IMAGES


def images(status: str) -> float | None:
    return REGISTRY.get_sample_value("iaas_images", {"status": status})


def test_images_are_counted_when_asked(folder: Path, put: Callable[..., Path]) -> None:
    IMAGES.read_from(Catalogue(folder).counts)
    assert images("AVAILABLE") is None
    put("a.yaml")
    path = put("b.yaml", "image: [")
    assert (images("AVAILABLE"), images("BROKEN")) == (1, 1)
    path.unlink()
    assert (images("AVAILABLE"), images("BROKEN")) == (1, None)


def test_an_unreadable_folder_hides_no_other_metric(tmp_path: Path) -> None:
    IMAGES.read_from(Catalogue(tmp_path / "not-mounted").counts)
    assert [family.samples for family in IMAGES.collect()] == [[]]

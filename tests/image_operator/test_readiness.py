"""image_operator is ready when its folder can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.errors import IaasError
from image_operator.catalogue.store import Catalogue
from image_operator.readiness import checks


def test_a_folder_that_can_be_read_is_enough(folder: Path) -> None:
    assert checks(Catalogue(folder))["images_folder"]() is None


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(IaasError, match="IMAGES_DIR"):
        checks(Catalogue(tmp_path / "not-mounted"))["images_folder"]()

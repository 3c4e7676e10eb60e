"""What must hold so that image_operator can work."""

from __future__ import annotations

from api_common.web.health import Check
from image_operator.catalogue.store import Catalogue


def checks(catalogue: Catalogue) -> dict[str, Check]:
    """The named checks of `/readyz`."""

    def images_folder() -> None:
        catalogue.names()

    return {"images_folder": images_folder}

"""The client of image_operator."""

from __future__ import annotations

from api_common.clients.transport import Transport
from api_common.contract.base import WireModel
from api_common.contract.envelope import Page
from api_common.contract.image import Image, ImageFilter


class RawImage(WireModel):
    """The text of an image's YAML file; null when there is none."""

    content: str | None = None


class ImageClient:
    """Reading the catalogue. Image uuids are checked file names, so they are safe in a path."""

    def __init__(self, transport: Transport) -> None:
        self._t = transport

    def image(self, uuid: str) -> Image:
        """One image by its exact name; `not_found` otherwise."""
        return self._t.fetch(Image, "GET", f"/images/{uuid}")

    def images(self, query: ImageFilter) -> Page[Image]:
        """The catalogue, sorted by name of file; broken files are in it."""
        return self._t.fetch(Page[Image], "POST", "/images/query", body=query, repeatable=True)

    def raw(self, uuid: str) -> RawImage:
        """The YAML text as it is on disk."""
        return self._t.fetch(RawImage, "GET", f"/images/{uuid}/raw")

"""The client of image_operator."""

from __future__ import annotations

from urllib.parse import quote

from api_common.clients.transport import Transport
from api_common.contract.base import WireModel
from api_common.contract.envelope import Page
from api_common.contract.image import Image, ImageFilter, ImageRemoval, ImageText


class RawImage(WireModel):
    """The text of an image's YAML file; null when there is none."""

    content: str | None = None


class ImageClient:
    """The catalogue. Image uuids are names of files, which may hold anything but a slash."""

    def __init__(self, transport: Transport) -> None:
        self._t = transport

    def image(self, uuid: str) -> Image:
        """One image by its exact name; `not_found` otherwise."""
        return self._t.fetch(Image, "GET", f"/images/{quote(uuid, safe='')}")

    def images(self, query: ImageFilter) -> Page[Image]:
        """The catalogue, sorted by name of file; broken files are in it."""
        return self._t.fetch(Page[Image], "POST", "/images/query", body=query, repeatable=True)

    def raw(self, uuid: str) -> RawImage:
        """The YAML text as it is on disk."""
        return self._t.fetch(RawImage, "GET", f"/images/{quote(uuid, safe='')}/raw")

    def save(self, uuid: str, content: str) -> Image:
        """Write the YAML text, as v1 did also when it describes no image; `invalid_request` for a hostile one."""
        return self._t.fetch(Image, "PUT", f"/images/{quote(uuid, safe='')}/raw", body=ImageText(content=content))

    def describe(self, image: Image) -> Image:
        """Write the YAML of an image from its record. One with status CREATING is shown and cannot be used."""
        return self._t.fetch(Image, "PUT", f"/images/{quote(image.uuid, safe='')}", body=image)

    def remove(self, uuid: str, removal: ImageRemoval) -> None:
        """The description first, then its files; `not_found` if there is no such description."""
        self._t.call("POST", f"/images/{quote(uuid, safe='')}/absent", body=removal, repeatable=True)

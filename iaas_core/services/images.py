"""Reading the image catalogue."""

from __future__ import annotations

from api_common.contract.image import ImageFilter
from api_common.errors import ErrorKind, IaasError
from iaas_core.forms.replies import ImageReply, PageReply, RawImageReply
from iaas_core.services.present import image_reply
from iaas_core.steps.doors import Doors


class Images:
    """`/image/...`."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def all(self) -> list[ImageReply]:
        """The whole catalogue; broken files appear as `NA`."""
        return self.page(ImageFilter()).content

    def page(self, query: ImageFilter) -> PageReply[ImageReply]:
        """One page of those whose text holds the keywords."""
        found = self._doors.images.images(query)
        rows = [image_reply(image) for image in found.content]
        return PageReply(content=rows, total_pages=found.total_pages, total_elements=found.total_elements)

    def raw(self, uuid: str) -> RawImageReply:
        """The text of the YAML file; nothing for an unknown one, as in v1."""
        try:
            return RawImageReply(content=self._doors.images.raw(uuid).content)
        except IaasError as error:
            if error.kind is ErrorKind.NOT_FOUND:
                return RawImageReply()
            raise

    def statistics(self) -> dict[str, int]:
        """Number of YAML files, broken ones included."""
        return {"total": self._doors.images.images(ImageFilter(page_size=1)).total_elements}

"""The image catalogue: reading, saving and deleting. Publishing is in `image_publish`."""

from __future__ import annotations

from api_common.contract.image import Image, ImageFilter, ImageRemoval, ImageUseQuery
from api_common.errors import ErrorKind, IaasError
from iaas_core.forms.image import DeleteImageForm, SaveImageForm
from iaas_core.forms.replies import ImageReply, MessageReply, PageReply, RawImageReply
from iaas_core.services.present import image_reply
from iaas_core.steps.doors import Doors

SHOWN_USERS = 5


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

    def save(self, form: SaveImageForm) -> MessageReply:
        """Write the YAML text. One that describes no image is kept and shown as broken, as in v1."""
        self._doors.images.save(form.uuid, form.content)
        return MessageReply()

    def delete(self, form: DeleteImageForm) -> MessageReply:
        """The description first, then the files that nobody else needs: no other image, and no VM as its CD (D31)."""
        image = self._doors.images.image(form.uuid)
        use = self._doors.db.image_use(ImageUseQuery(uuid=image.uuid, files=_files(image)))
        if use.vms and not form.force:
            shown = ", ".join(use.vms[:SHOWN_USERS]) + (" ..." if len(use.vms) > SHOWN_USERS else "")
            raise IaasError(
                ErrorKind.WRONG_STATE,
                f"VMs were made from it: {shown}. Delete them first, or use `force`: their disks do not need it",
                detail={"vmUuids": use.vms},
            )
        on_cds = [file for file, vms in use.files.items() if vms]
        self._doors.images.remove(image.uuid, ImageRemoval(in_use=on_cds))
        return MessageReply()


def _files(image: Image) -> list[str]:
    return [name for name in (image.filename, *(child.filename for child in image.children)) if name]

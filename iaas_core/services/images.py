"""The image catalogue: reading, saving and deleting. Publishing is in `image_publish`."""

from __future__ import annotations

from contextlib import suppress

from api_common.contract.account import ImageOwner
from api_common.contract.image import Image, ImageFilter, ImageLeaving, ImageRemoval
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible, hidden_among
from iaas_core.forms.image import DeleteImageForm, SaveImageForm
from iaas_core.forms.replies import ImageReply, MessageReply, PageReply, RawImageReply
from iaas_core.services.present import image_reply
from iaas_core.services.request import AGAIN
from iaas_core.steps.doors import Doors

SHOWN_USERS = 5


class Images:
    """`/image/...`."""

    def __init__(self, doors: Doors, visible: Visible) -> None:
        self._doors = doors
        self._visible = visible

    def all(self, caller: Caller) -> list[ImageReply]:
        """The whole catalogue; broken files appear as `NA`."""
        return self.page(ImageFilter(), caller).content

    def page(self, query: ImageFilter, caller: Caller) -> PageReply[ImageReply]:
        """One page of those whose text holds the keywords."""
        owners = self._doors.db.image_owners()
        hidden = hidden_among(owners, caller)
        found = self._doors.images.images(query.model_copy(update={"hidden": hidden}))
        publisher = {owner.uuid: owner for owner in owners}
        rows = [_with_owner(image_reply(image), publisher.get(image.uuid)) for image in found.content]
        return PageReply(content=rows, total_pages=found.total_pages, total_elements=found.total_elements)

    def raw(self, uuid: str, caller: Caller) -> RawImageReply:
        """The text of the YAML file; nothing for an unknown one, as in v1."""
        if uuid in self._visible.hidden_images(caller):
            return RawImageReply()
        try:
            return RawImageReply(content=self._doors.images.raw(uuid).content)
        except IaasError as error:
            if error.kind is ErrorKind.NOT_FOUND:
                return RawImageReply()
            raise

    def statistics(self, caller: Caller) -> dict[str, int]:
        """Number of YAML files, broken ones included."""
        return {
            "total": self._doors.images.images(self._without_hidden(ImageFilter(page_size=1), caller)).total_elements
        }

    def save(self, form: SaveImageForm) -> MessageReply:
        """Write the YAML text. One that describes no image is kept and shown as broken, as in v1."""
        self._doors.images.save(form.uuid, form.content)
        return MessageReply()

    def delete(self, form: DeleteImageForm, caller: Caller) -> MessageReply:
        """The description first, then the files that nobody else needs: no other image, and no VM as its CD (D31)."""
        self._visible.own_image(form.uuid, caller)
        try:
            image = self._doors.images.image(form.uuid)
        except IaasError as error:
            if error.kind is not ErrorKind.NOT_FOUND or not AGAIN.get():
                raise
            self._doors.db.forget_image_owner(form.uuid)  # the first try removed it and could not say so
            return MessageReply()
        leaving = ImageLeaving(uuid=image.uuid, files=_files(image), force=bool(form.force))
        use = self._doors.db.image_leaves(leaving)
        if use.vms and not form.force:
            raise _in_use(use.vms, caller)
        on_cds = [file for file, vms in use.files.items() if vms]
        try:
            self._doors.images.remove(image.uuid, ImageRemoval(in_use=on_cds))
        except IaasError:
            with suppress(IaasError):  # the mark ends by itself
                self._doors.db.image_stays(image.uuid)
            raise
        self._doors.db.forget_image_owner(image.uuid)
        return MessageReply()

    def _without_hidden(self, query: ImageFilter, caller: Caller) -> ImageFilter:
        return query.model_copy(update={"hidden": list(self._visible.hidden_images(caller))})


def _with_owner(reply: ImageReply, owner: ImageOwner | None) -> ImageReply:
    if owner is not None:
        reply.user_id, reply.group_id, reply.is_public = owner.user_id, owner.group_id, owner.is_public
    return reply


def _in_use(vms: list[str], caller: Caller) -> IaasError:
    """Whose VMs they are is for administrators."""
    shown = f"{len(vms)} VMs were made from it"
    if caller.is_administrator:
        shown += ": " + ", ".join(vms[:SHOWN_USERS]) + (" ..." if len(vms) > SHOWN_USERS else "")
    return IaasError(
        ErrorKind.WRONG_STATE,
        f"{shown}. Delete them first, or use `force`: their disks do not need it",
        detail={"vmUuids": vms} if caller.is_administrator else None,
    )


def _files(image: Image) -> list[str]:
    return [name for name in (image.filename, *(child.filename for child in image.children)) if name]

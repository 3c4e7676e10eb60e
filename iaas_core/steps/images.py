"""Publish a volume as an image: its description in the catalogue, and its file through the host that has the disk."""

from __future__ import annotations

from api_common.contract.agent_spec import ImageFileRef, PublishSpec
from api_common.contract.image import Image, ImageRemoval
from api_common.contract.states import ImageStatus
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order, waiting_for
from iaas_core.steps.specs import suffix_in
from iaas_core.workflow.flow import Done, Outcome, StepContext


def announce_image(context: StepContext[Doors]) -> Outcome:
    """The catalogue shows the image, as one that is being made and cannot be used."""
    context.doors.images.describe(_image(context))
    return Done()


def withdraw_image(context: StepContext[Doors]) -> Done:
    """Nobody knows the image. Its file is the business of `discard_image_file`."""
    try:
        context.doors.images.remove(_image(context).uuid, ImageRemoval(files_kept=True))
    except IaasError as error:
        if error.kind is not ErrorKind.NOT_FOUND:
            raise
    context.doors.db.forget_image_owner(_image(context).uuid)
    return Done()


def copy_to_image(context: StepContext[Doors]) -> Outcome:
    """The disk's whole content as one file in the images folder."""
    volume = Volume.model_validate(context.input["volume"])
    body = order(
        context,
        PublishSpec,
        uuid=volume.uuid,
        usage=volume.usage_type,
        suffix=suffix_in(volume),
        image_file=_image(context).filename,
    )
    return waiting_for(agent_of(context).publish(body)) or Done()


def discard_image_file(context: StepContext[Doors]) -> Done:
    """The file, whole or half, is gone."""
    agent_of(context).unpublish(order(context, ImageFileRef, image_file=_image(context).filename))
    return Done()


def release_image(context: StepContext[Doors]) -> Outcome:
    """The image can be used."""
    context.doors.images.describe(_image(context).model_copy(update={"status": ImageStatus.AVAILABLE}))
    return Done()


def _image(context: StepContext[Doors]) -> Image:
    return Image.model_validate(context.input["image"])

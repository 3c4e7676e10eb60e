"""Publish a stopped VM's system disk as an image. The VM is held meanwhile, so that nobody starts it."""

from __future__ import annotations

from iaas_core.flows.endings import settle_from_power
from iaas_core.steps import images
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step

IMAGE_PUBLISH: Flow[Doors] = Flow(
    "image_publish",
    (
        Step("announce_image", images.announce_image, images.withdraw_image),
        Step("copy_to_image", images.copy_to_image, images.discard_image_file),
        Step("release_image", images.release_image, images.withdraw_image),
    ),
    on_done=settle_from_power,
    on_undone=settle_from_power,
)

"""Puts image_operator together: settings in, application out."""

from __future__ import annotations

from fastapi import FastAPI

from api_common.clients.core import CoreClient
from api_common.clients.heartbeat import Heartbeat
from api_common.clients.transport import Transport
from api_common.service_tokens import ServiceTokens
from api_common.web.app import build_app
from api_common.web.service_token import ServiceDoor
from image_operator.catalogue.store import Catalogue
from image_operator.catalogue.writer import Writer
from image_operator.metrics import IMAGES
from image_operator.readiness import checks
from image_operator.routes.images import images_router
from image_operator.settings import ImageSettings

SERVICE = "image-operator"


def create_app(settings: ImageSettings) -> FastAPI:
    """The service over the images folder that the settings name."""
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    core = Transport(
        settings.iaas_core_url,
        target="iaas-core",
        caller=SERVICE,
        tokens=tokens,
        timeout_seconds=settings.call_timeout_seconds,
    )
    heartbeat = Heartbeat(CoreClient(core), SERVICE, settings.host_name)
    catalogue = Catalogue(settings.images_dir)
    writer = Writer(settings.images_dir, catalogue)
    IMAGES.read_from(catalogue.counts)
    app = build_app(
        SERVICE,
        settings,
        description="The catalogue of images, read from a folder of YAML and disk files.",
        checks=checks(catalogue),
        remarks={"images_folder_writable": writer.problem},
        start=[writer.tidy, heartbeat.start],
        stop=[heartbeat.stop, core.close],
    )
    app.include_router(images_router(catalogue, writer, ServiceDoor(tokens)))
    return app

"""Letting a paused guest go on, and seeing whether it does.

QEMU pauses a guest whose disk cannot be written, and tries the same write again when the guest goes on: if nothing was
mended it stands still again at once. So that is waited for, and said.
"""

from __future__ import annotations

import time

import libvirt

from api_common.contract.states import ReasonCode
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.news import News
from iaas_agent.hypervisor.reasons import failed_disk
from iaas_agent.hypervisor.session import uuid_of

WATCH_SECONDS = 1.0
_STANDS_STILL = [libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_PAUSED_IOERROR]


def go_on(domain: libvirt.virDomain, news: News) -> None:
    """Resume; `storage_failed` if its disk stops it again."""
    if domain.state() != _STANDS_STILL:
        domain.resume()
        return
    until = time.monotonic() + WATCH_SECONDS
    with news.about(uuid_of(domain)) as watch:
        domain.resume()
        while (left := until - time.monotonic()) > 0:
            watch.wait(left)
            if domain.state() == _STANDS_STILL:
                raise _still(domain)


def _still(domain: libvirt.virDomain) -> IaasError:
    found = failed_disk(domain.diskErrors() or {})
    disk = f"its disk {found.disk}" if found.disk else "one of its disks"
    if found.code is ReasonCode.DISK_FULL:
        text = f"{disk} could not be written again: the file system that holds it on this host is full"
        return IaasError(ErrorKind.STORAGE_FAILED, text)
    return IaasError(ErrorKind.STORAGE_FAILED, f"{disk} could not be read or written again")

"""libvirt's errors -> ours."""

from __future__ import annotations

import libvirt
import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.errors import is_absent, translate, translated


def error(code: int, domain: int = libvirt.VIR_FROM_QEMU, message: str = "text") -> libvirt.libvirtError:
    raised = libvirt.libvirtError(message)
    raised.err = (code, domain, message, 2, None, None, None, -1, -1)
    return raised


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (error(libvirt.VIR_ERR_NO_DOMAIN), ErrorKind.NOT_FOUND),
        (error(libvirt.VIR_ERR_OPERATION_INVALID), ErrorKind.WRONG_STATE),
        (error(libvirt.VIR_ERR_OPERATION_TIMEOUT), ErrorKind.TIMED_OUT),
        (error(libvirt.VIR_ERR_AGENT_UNRESPONSIVE), ErrorKind.TIMED_OUT),
        (error(libvirt.VIR_ERR_NO_MEMORY), ErrorKind.NO_CAPACITY),
        (error(libvirt.VIR_ERR_INTERNAL_ERROR, message="pc.ram: Cannot allocate memory"), ErrorKind.NO_CAPACITY),
        (
            error(libvirt.VIR_ERR_INTERNAL_ERROR, message="-vnc: Failed to find an available port"),
            ErrorKind.UNAVAILABLE,
        ),
        (error(libvirt.VIR_ERR_NO_CONNECT), ErrorKind.UNAVAILABLE),
        (error(libvirt.VIR_ERR_INVALID_CONN), ErrorKind.UNAVAILABLE),
        (error(libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_FROM_RPC, "client socket is closed"), ErrorKind.UNAVAILABLE),
        (error(libvirt.VIR_ERR_SYSTEM_ERROR, libvirt.VIR_FROM_RPC, "Broken pipe"), ErrorKind.UNAVAILABLE),
        (error(libvirt.VIR_ERR_INTERNAL_ERROR), ErrorKind.HYPERVISOR_FAILED),
        (error(libvirt.VIR_ERR_XML_ERROR), ErrorKind.HYPERVISOR_FAILED),
        (libvirt.libvirtError("without any code"), ErrorKind.HYPERVISOR_FAILED),
    ],
)
def test_kinds(raised: libvirt.libvirtError, kind: ErrorKind) -> None:
    assert translate(raised, "the VM cannot be started").kind is kind


def test_the_text_says_what_failed_and_why() -> None:
    with pytest.raises(IaasError) as failed, translated("the VM cannot be started"):
        raise error(libvirt.VIR_ERR_INTERNAL_ERROR, message="QEMU exited")
    assert failed.value.message == "the VM cannot be started: QEMU exited"
    assert isinstance(failed.value.__cause__, libvirt.libvirtError)


def test_only_one_code_means_absent() -> None:
    assert is_absent(error(libvirt.VIR_ERR_NO_DOMAIN))
    assert not is_absent(error(libvirt.VIR_ERR_NO_CONNECT))
    assert not is_absent(libvirt.libvirtError("without any code"))

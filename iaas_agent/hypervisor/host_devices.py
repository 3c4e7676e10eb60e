"""The ensure verbs on USB devices of the host that a domain has. No guest is asked: USB may be pulled at any time."""

from __future__ import annotations

from api_common.contract.agent_spec import DomainAnswer, EnsureHostDevice
from api_common.errors import ErrorKind, IaasError, not_found
from iaas_agent.domain_xml.devices import find, identity, usb_device
from iaas_agent.domain_xml.element import text_of
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.plugging import LIVE, look, plug, unplug_from_definition
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.turns import Turns
from iaas_agent.hypervisor.usb import UsbBus


class HostDevices:
    """Pass through and take back."""

    def __init__(self, turns: Turns, observer: Observer, usb: UsbBus) -> None:
        self._turns = turns
        self._observer = observer
        self._usb = usb

    def ensure_host_device(self, uuid: str, body: EnsureHostDevice) -> DomainAnswer:
        """In the definition and, where it runs, in the guest; `not_found` if the host has no such device now."""

        def work(session: Session) -> DomainAnswer:
            domain = session.domain(uuid)
            if not self._usb.has(body.device):
                raise not_found("USB device on this host", _words(body))
            plug(session, domain, usb_device(body.device))
            return self._observer.answer(domain)

        return self._turns.do(uuid, body, "the device cannot be passed through", work)

    def ensure_no_host_device(self, uuid: str, body: EnsureHostDevice) -> DomainAnswer:
        """Neither here nor there; `wrong_state` while the VM is suspended with it, or QEMU does not give it back."""

        def work(session: Session) -> DomainAnswer:
            domain = session.find(uuid)
            if domain is None:
                return DomainAnswer(report=self._turns.look(uuid))
            wanted = identity(usb_device(body.device))
            sides = look(session, domain)
            device = None if sides.now is None else find(sides.now, wanted)
            if device is not None:
                if not sides.runs:
                    raise IaasError(
                        ErrorKind.WRONG_STATE,
                        "the VM is suspended with this device; resume it first, or stop it with force: that drops "
                        "its saved memory",
                    )
                domain.detachDeviceFlags(text_of(device), LIVE)
                if look(session, domain).now_has(wanted):
                    raise IaasError(ErrorKind.WRONG_STATE, "the VM does not give the device back; stop it first")
            unplug_from_definition(session, domain, wanted)
            return self._observer.answer(domain)

        return self._turns.do(uuid, body, "the device cannot be taken back", work)


def _words(body: EnsureHostDevice) -> str:
    device = body.device
    return f"{device.vendor[2:]}:{device.product[2:]} at bus {device.bus}, device {device.dev}"

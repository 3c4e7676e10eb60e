"""What the kernel shows of USB, in v1's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.contract.agent_spec import HostDeviceSpec
from api_common.contract.device import Device
from api_common.contract.states import DeviceStatus, DeviceType
from iaas_agent.hypervisor.usb import UsbBus
from tests.iaas_agent.domain_xml.specs import usb_stick
from tests.iaas_agent.hypervisor.usb_tree import plug_in

STICK = usb_stick()


def named(tree: Path) -> list[tuple[str | None, str | None, str | None]]:
    return [(device.bus, device.dev, device.name) for device in UsbBus(tree).devices()]


def test_a_device_in_v1s_form(tmp_path: Path) -> None:
    device = STICK.model_copy(update={"vendor": "0x0951", "product": "0x00ab", "bus": 3, "dev": 12})
    plug_in(tmp_path, device, manufacturer="Kingston", product="DataTraveler  3.0")
    assert UsbBus(tmp_path).devices() == [
        Device(
            type=DeviceType.USB,
            bus="3",
            dev="12",
            vendor="0x0951",
            product="0x00ab",
            name="Kingston DataTraveler 3.0 ",
            status=DeviceStatus.AVAILABLE,
        )
    ]


def test_sorted_by_number_without_root_hubs(tmp_path: Path) -> None:
    for bus, dev in ((10, 2), (2, 10), (2, 9), (2, 1)):
        plug_in(tmp_path, STICK.model_copy(update={"bus": bus, "dev": dev}))
    assert [place[:2] for place in named(tmp_path)] == [("2", "9"), ("2", "10"), ("10", "2")]


@pytest.mark.parametrize(
    ("strings", "name"),
    [({}, "0951:1666 "), ({"product": "Stick"}, "Stick "), ({"manufacturer": " ACME ", "product": ""}, "ACME ")],
)
def test_names(tmp_path: Path, strings: dict[str, str], name: str) -> None:
    plug_in(tmp_path, STICK, **strings)
    assert [told for _, _, told in named(tmp_path)] == [name]


def test_a_device_that_is_being_pulled_out_is_left_out(tmp_path: Path) -> None:
    (plug_in(tmp_path, STICK) / "idVendor").unlink()
    plug_in(tmp_path, STICK.model_copy(update={"dev": 5}))
    assert [place[1] for place in named(tmp_path)] == ["5"]


def test_a_host_without_usb(tmp_path: Path) -> None:
    assert UsbBus(tmp_path / "nothing").devices() == []


def test_only_the_very_same_device_is_here(tmp_path: Path) -> None:
    plug_in(tmp_path, STICK)
    usb = UsbBus(tmp_path)
    assert usb.has(STICK)
    for change in ({"vendor": "0x0952"}, {"product": "0x1667"}, {"bus": 2}, {"dev": 5}):
        assert not usb.has(HostDeviceSpec.model_validate(STICK.model_dump() | change))

"""The whole XML, as golden files (`--regenerate` writes them), checked by libvirt's own schema where it is there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from api_common.contract.agent_spec import DomainSpec, GraphicsSpec
from api_common.contract.states import ImageOsType
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.metadata import read_metadata
from iaas_agent.domain_xml.profile import HostProfile
from tests.iaas_agent.domain_xml.specs import cdrom, domain_spec, profile, usb_stick

GOLDEN = Path(__file__).parent / "golden"
LINUX, WINDOWS = ImageOsType.LINUX, ImageOsType.WINDOWS
CASES: dict[str, tuple[DomainSpec, HostProfile]] = {
    **{
        f"{os_type.lower()}_{bridge_type.lower()}": (domain_spec(os_type), profile(bridge_type))
        for os_type in (LINUX, WINDOWS)
        for bridge_type in ("Linux", "OVS", "MACV")
    },
    "linux_emulated": (domain_spec(), profile(virt_type="qemu")),
    "windows_emulated": (domain_spec(WINDOWS), profile(virt_type="qemu")),
    "linux_installer": (domain_spec(disks=[*domain_spec().disks, cdrom("debian.iso", "hda")]), profile()),
    "windows_installer": (
        domain_spec(
            WINDOWS, disks=[domain_spec(WINDOWS).disks[0], cdrom("win.iso", "hdc"), cdrom("virtio.iso", "hdd")]
        ),
        profile(),
    ),
    "linux_usb": (domain_spec(host_devices=[usb_stick()]), profile()),
    "linux_full_size": (domain_spec(cpus=8, memory_mib=8192, nics=[]), profile()),
    "simulated": (domain_spec(), profile(virt_type="test", emulator=None)),
}


@pytest.mark.parametrize("case", CASES)
def test_xml_is_as_written(case: str, regenerate: bool) -> None:
    built = build_domain_xml(*CASES[case], operation_uuid="a" * 32, fence=7) + "\n"
    golden = GOLDEN / f"{case}.xml"
    if regenerate:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(built)
    assert built == golden.read_text()


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.xml")} == set(CASES)


@pytest.mark.skipif(
    not (shutil.which("virt-xml-validate") and shutil.which("xmllint")), reason="virt-xml-validate needs xmllint"
)
@pytest.mark.parametrize("case", CASES)
def test_libvirt_knows_every_element(case: str) -> None:
    done = subprocess.run(
        ["virt-xml-validate", str(GOLDEN / f"{case}.xml"), "domain"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_hostile_text_stays_text() -> None:
    """Names come from users: no markup, quote or control character may become structure."""
    hostile = "]]></kubeiaas:vm></metadata><devices>\"'&\x00\x0b\ud800\uffff 名"
    spec = domain_spec(metadata={"vm": {"name": hostile}}, graphics=GraphicsSpec(password="'\"<&>/"))
    domain = ElementTree.fromstring(build_domain_xml(spec, profile()))
    assert read_metadata(domain) == {"vm": {"name": hostile}}
    assert domain.find("devices/graphics").get("passwd") == "'\"<&>/"  # type: ignore[union-attr]
    assert len(domain.findall("devices")) == 1

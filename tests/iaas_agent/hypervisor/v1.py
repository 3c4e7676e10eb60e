"""Domains as KubeIaaS 1.0 left them on hosts: what this suite finds when it takes over.

v1's XML to the letter but for what a host of tests lacks: KVM, its clock for Windows, and a bridge for cards.
"""

from __future__ import annotations

from pathlib import Path

from api_common.contract.states import ImageOsType
from tests.iaas_agent.hypervisor.machine import connection_of
from tests.iaas_agent.hypervisor.real import Guest

PASSWORD = "65012345"
"""v1's: the VM's id and the start of its uuid."""
_FEATURES = {
    ImageOsType.LINUX: "<pae/>",
    ImageOsType.WINDOWS: "<hyperv><relaxed state='on'/><vapic state='on'/>"
    "<spinlocks state='on' retries='8191'/></hyperv>",
}
_TIMERS = {ImageOsType.LINUX: "", ImageOsType.WINDOWS: "<timer name='hpet' present='no'/>"}
_DOMAIN = """<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
<name>{uuid}</name><uuid>{uuid}</uuid>
<memory unit='KiB'>{max_memory_kib}</memory><currentMemory unit='KiB'>{memory_kib}</currentMemory>
<vcpu placement='static' current='{cpus}'>{max_cpus}</vcpu>
<cpu><topology sockets='1' cores='{max_cpus}' threads='1'/></cpu>
<os><type>hvm</type><bootmenu enable='yes'/></os>
<features><acpi/><apic/>{features}</features>
<clock offset='localtime'>
  <timer name='pit' tickpolicy='delay'/><timer name='rtc' tickpolicy='catchup'/>{timers}
</clock>
<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>restart</on_crash>
<devices>
  <emulator>/usr/bin/qemu-system-x86_64</emulator>
  <disk type='file' device='disk'>
    <driver name='qemu' type='qcow2'/><source file='{file}'/><target dev='{target}' bus='virtio'/>
  </disk>
  <controller type='usb' model='nec-xhci'/>
  <input type='tablet' bus='usb'/>
  <graphics type='vnc' port='-1' autoport='yes' listen='0.0.0.0' passwd='{password}'>
    <listen type='address' address='0.0.0.0'/>
  </graphics>
</devices>
</domain>"""


def v1_xml(uuid: str, file: Path, os_type: ImageOsType = ImageOsType.LINUX) -> str:
    """One vCPU of four, 256 MiB of 512. v1 calls a system disk `hda` when it is a Windows image's."""
    return _DOMAIN.format(
        uuid=uuid,
        file=file,
        target="hda" if os_type is ImageOsType.WINDOWS else "vda",
        features=_FEATURES[os_type],
        timers=_TIMERS[os_type],
        password=PASSWORD,
        cpus=1,
        max_cpus=4,
        memory_kib=256 * 1024,
        max_memory_kib=512 * 1024,
    )


class V1Guest(Guest):
    """A running VM of v1's. It has no agent of ours inside, so nobody can ask it anything."""

    os_type = ImageOsType.LINUX

    def define(self) -> None:
        xml = v1_xml(self.uuid, self.host.disk_path(self.system), self.os_type)
        connection_of(self.hypervisor).defineXML(xml).create()


class V1WindowsGuest(V1Guest):
    """As v1 described Windows; inside it is the same small Linux."""

    os_type = ImageOsType.WINDOWS

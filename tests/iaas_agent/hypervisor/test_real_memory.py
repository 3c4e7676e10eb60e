"""A guest on real QEMU has the memory it was given and no more, whoever is root in it; and it can be given more."""

from __future__ import annotations

import libvirt
import pytest

from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from tests.iaas_agent.hypervisor.machine import fenced, running, sized, stopped
from tests.iaas_agent.hypervisor.real import NEEDS_QEMU, Guest, wait_for

pytestmark = NEEDS_QEMU
UNBIND = (
    "cd /sys/bus/virtio/drivers/virtio_balloon && for d in virtio*; do echo $d > unbind; done; ls -d virtio* | wc -l"
)


def guest_mib(guest: Guest) -> int:
    """What the guest says it has; its kernel keeps a part."""
    return int(guest.runs("grep MemTotal /proc/meminfo").split()[1]) // 1024


def machine(guest: Guest) -> tuple[int, int]:
    """MiB of the machine, and of the plugged parts of its definition."""
    return guest.domain.info()[1] // 1024, guest.domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE).count("<memory model")


def test_root_in_the_guest_cannot_take_more(guest: Guest) -> None:
    """It let go of the balloon and had four times what it was given."""
    guest.start()
    before = guest_mib(guest)
    assert before < 256 and machine(guest)[0] == 256
    assert guest.runs(UNBIND) == "0"
    assert guest_mib(guest) == before
    assert guest.look().memory_mib == 256


def test_more_while_it_runs_is_plugged_in_and_plain_after_a_power_cycle(guest: Guest) -> None:
    guest.start()
    before = guest_mib(guest)
    for _ in range(2):  # also when the first answer was lost
        answer = guest.hypervisor.ensure_sized(guest.uuid, sized(memory_mib=512))
        assert (answer.report.memory_mib, answer.size and answer.size.memory_mib) == (512, 512)
    assert machine(guest) == (512, 0)
    wait_for(lambda: guest_mib(guest) >= before + 250)
    with pytest.raises(IaasError) as failed:
        guest.hypervisor.ensure_sized(guest.uuid, sized(memory_mib=256))
    assert failed.value.kind is ErrorKind.WRONG_STATE

    answer = guest.hypervisor.ensure_suspended(guest.uuid, fenced(operation=new_uuid()))
    if answer.job is not None:
        guest.seen(PowerState.SAVED)
    assert guest.look().memory_mib == 512, "of saved memory, too"
    guest.hypervisor.ensure_running(guest.uuid, running(memory_mib=256))
    assert guest_mib(guest) >= before + 250 and machine(guest)[0] == 512, "a resume keeps it, whatever is asked for"

    guest.hypervisor.ensure_stopped(guest.uuid, stopped())
    guest.start()
    assert machine(guest) == (512, 0) and "<memory model" not in guest.domain.XMLDesc(0)
    assert guest_mib(guest) >= before + 250


def test_less_after_it_was_off(guest: Guest) -> None:
    guest.hypervisor.ensure_stopped(guest.uuid, stopped())
    guest.hypervisor.ensure_sized(guest.uuid, sized(cpus=1, memory_mib=256, max_memory_mib=1024))
    assert guest.look().memory_mib == 256
    guest.start()
    assert guest_mib(guest) < 256 and guest.runs("nproc") == "1"


def test_what_was_plugged_in_before_a_crash_is_settled(guest: Guest) -> None:
    """The agent died before it wrote the definition: the guest keeps what it has, and so does its next start."""
    guest.start()
    plugged = "<memory model='dimm'><target><size unit='MiB'>256</size><node>0</node></target></memory>"
    guest.domain.attachDeviceFlags(plugged, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    answer = guest.hypervisor.ensure_sized(guest.uuid, sized(memory_mib=256, settle=True))
    assert (answer.report.memory_mib, answer.size and answer.size.memory_mib) == (512, 512)
    guest.hypervisor.ensure_stopped(guest.uuid, stopped())
    guest.hypervisor.ensure_running(guest.uuid, running())
    assert machine(guest) == (512, 0)

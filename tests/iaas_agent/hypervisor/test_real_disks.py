"""Disks of real guests: they come at once, and go when the guest lets them go, or not at all."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import libvirt
import libvirt_qemu
import pytest

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import DiskSpec
from api_common.contract.states import JobStatus, PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_agent.domain_xml.devices import alias_of, disk_at, disk_device
from iaas_agent.domain_xml.element import text_of
from iaas_agent.hypervisor import unplugging
from iaas_agent.hypervisor.plugging import CONFIG, LIVE
from tests.iaas_agent.domain_xml.specs import data_disk
from tests.iaas_agent.hypervisor.machine import fenced, running, stopped, with_disk, without_disk
from tests.iaas_agent.hypervisor.real import NEEDS_QEMU, PATIENCE_SECONDS, Guest, RealHost, wait_for

pytestmark = NEEDS_QEMU
NOW_AND_LATER, ONLY_NOW, ONLY_LATER, NOWHERE = (True, True), (True, False), (False, True), (False, False)


@pytest.fixture
def disk(host: RealHost) -> DiskSpec:
    return host.make_disk(data_disk("vdb"))


@pytest.fixture
def booted(guest: Guest, disk: DiskSpec) -> Iterator[Guest]:
    """A guest that runs, without the disk before and after."""
    guest.start()
    yield guest
    if guest.look().power is not PowerState.STOPPED:
        guest.hypervisor.ensure_running(guest.uuid, running())
    wait_for(lambda: unplugged(guest, disk).status is JobStatus.DONE)
    assert guest.has(disk) == NOWHERE


@pytest.fixture
def impatient(host: RealHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that gives up on guests soon."""
    monkeypatch.setattr(host.hypervisor._disks._unplugging, "_grace", 0.3)


@pytest.fixture
def by_news_alone(host: RealHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that neither gives up nor looks by the clock while a test lasts."""
    monkeypatch.setattr(host.hypervisor._disks._unplugging, "_grace", 10 * PATIENCE_SECONDS)
    monkeypatch.setattr(unplugging, "LOOK_SECONDS", 10 * PATIENCE_SECONDS)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers wait for no job."""
    monkeypatch.setattr(unplugging, "QUICK_SECONDS", 0.0)


def unplugged(guest: Guest, disk: DiskSpec, operation: str | None = None) -> JobReport:
    """How one request to unplug ended."""
    answer = guest.hypervisor.ensure_no_disk(guest.uuid, without_disk(disk, operation=operation or new_uuid()))
    if answer.job is None:
        return JobReport(key="", status=JobStatus.DONE)
    return guest.host.job_ended(answer.job.key) if answer.job.status is JobStatus.RUNNING else answer.job


def error_of(report: JobReport) -> dict[str, Any]:
    assert report.status is JobStatus.FAILED and report.error is not None
    return report.error


def by_hand(guest: Guest, disk: DiskSpec, flags: int) -> None:
    """What an administrator does, or half of what we did."""
    guest.domain.attachDeviceFlags(text_of(disk_device(disk, guest.host.disk_path)), flags)


def test_a_disk_appears_in_the_running_guest_and_goes(booted: Guest, disk: DiskSpec) -> None:
    for _ in range(2):
        assert booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk)).report.power is PowerState.RUNNING
    assert booted.has(disk) == NOW_AND_LATER
    wait_for(lambda: booted.runs("cat /sys/block/vdb/serial") == disk.uuid[:20])
    booted.runs("echo written inside > /dev/vdb; sync")
    assert unplugged(booted, disk).status is JobStatus.DONE
    assert booted.has(disk) == NOWHERE
    assert "vdb" not in booted.runs("ls /sys/block")
    assert unplugged(booted, disk).status is JobStatus.DONE
    head = subprocess.run(
        [
            "qemu-img",
            "dd",
            "-f",
            "qcow2",
            "-O",
            "raw",
            "bs=512",
            "count=1",
            f"if={booted.host.disk_path(disk)}",
            f"of={booted.host.folder}/head",
        ],
        check=True,
    )
    assert head.returncode == 0 and (booted.host.folder / "head").read_bytes().startswith(b"written inside")


@pytest.mark.parametrize("there", [LIVE, CONFIG])
def test_only_what_is_missing_is_done(booted: Guest, disk: DiskSpec, there: int) -> None:
    by_hand(booted, disk, there)
    assert booted.has(disk) == (ONLY_NOW if there == LIVE else ONLY_LATER)
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    assert booted.has(disk) == NOW_AND_LATER


@pytest.mark.usefixtures("impatient")
def test_a_guest_that_stands_still_keeps_its_disk(booted: Guest, disk: DiskSpec) -> None:
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    booted.domain.suspend()
    operation = new_uuid()
    for _ in range(2):  # the second time is another try
        error = error_of(unplugged(booted, disk, operation))
        assert error["kind"] == ErrorKind.WRONG_STATE and "unmount it in the guest, or stop the VM" in error["message"]
    assert booted.has(disk) == NOW_AND_LATER
    assert error_of(unplugged(booted, disk))["kind"] == ErrorKind.WRONG_STATE
    booted.domain.resume()
    wait_for(lambda: booted.has(disk) == ONLY_LATER)  # a request cannot be taken back
    assert unplugged(booted, disk).status is JobStatus.DONE
    assert booted.has(disk) == NOWHERE


def test_a_guest_that_is_still_booting_is_asked_again(
    fresh: Guest, disk: DiskSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh.hypervisor._disks._unplugging, "_grace", PATIENCE_SECONDS)
    fresh.hypervisor.ensure_running(fresh.uuid, running())
    fresh.hypervisor.ensure_disk(fresh.uuid, with_disk(disk))
    assert unplugged(fresh, disk).status is JobStatus.DONE
    assert fresh.has(disk) == NOWHERE


@pytest.mark.usefixtures("impatient")
def test_a_machine_without_a_system_keeps_its_disk(fresh: Guest, disk: DiskSpec) -> None:
    """It sits in its firmware and hears nothing; off, it needs no consent."""
    system = fresh.host.disk_path(fresh.system)
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(system), "64M"], check=True)
    fresh.hypervisor.ensure_running(fresh.uuid, running())
    fresh.hypervisor.ensure_disk(fresh.uuid, with_disk(disk))
    assert error_of(unplugged(fresh, disk))["kind"] == ErrorKind.WRONG_STATE
    assert fresh.has(disk) == NOW_AND_LATER
    fresh.hypervisor.ensure_stopped(fresh.uuid, stopped())
    assert fresh.hypervisor.ensure_no_disk(fresh.uuid, without_disk(disk)).job is None
    assert fresh.has(disk) == NOWHERE


@pytest.mark.usefixtures("at_once", "by_news_alone")
def test_power_can_be_cut_while_the_guest_is_asked(booted: Guest, disk: DiskSpec) -> None:
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    booted.domain.suspend()
    job = booted.hypervisor.ensure_no_disk(booted.uuid, without_disk(disk, operation=new_uuid())).job
    assert job is not None and job.status is JobStatus.RUNNING and booted.has(disk) == NOW_AND_LATER
    assert booted.hypervisor.ensure_stopped(booted.uuid, stopped()).report.power is PowerState.STOPPED
    assert booted.host.job_ended(job.key).status is JobStatus.DONE
    assert booted.has(disk) == NOWHERE


@pytest.mark.usefixtures("at_once", "by_news_alone")
def test_plugged_in_again_meanwhile_it_stays(booted: Guest, disk: DiskSpec) -> None:
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    booted.domain.suspend()
    job = booted.hypervisor.ensure_no_disk(booted.uuid, without_disk(disk, operation=new_uuid())).job
    assert job is not None
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    assert error_of(booted.host.job_ended(job.key))["kind"] == ErrorKind.CONFLICT
    assert booted.has(disk) == NOW_AND_LATER


def alias_of_vdb(guest: Guest) -> str:
    now = guest.sides().now
    assert now is not None
    disk = disk_at(now, "vdb")
    assert disk is not None
    return alias_of(disk)


def test_each_time_it_has_another_name(booted: Guest, disk: DiskSpec) -> None:
    """libvirt mistakes what QEMU says of a device that went for the next one of that name."""
    names = set()
    for _ in range(3):
        booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
        names.add(alias_of_vdb(booted))
        assert unplugged(booted, disk).status is JobStatus.DONE
    assert len(names) == 3
    asked = '{"execute": "qom-list", "arguments": {"path": "/machine/peripheral"}}'
    known = libvirt_qemu.qemuMonitorCommand(booted.domain, asked, 0)
    assert "virtio-disk0" in known and not any(name in known for name in names)


def test_one_operation_may_unplug_it_twice(booted: Guest, disk: DiskSpec) -> None:
    operation = new_uuid()
    for _ in range(2):
        booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
        wait_for(lambda: "vdb" in booted.runs("ls /sys/block"))
        assert unplugged(booted, disk, operation).status is JobStatus.DONE
        assert booted.has(disk) == NOWHERE


@pytest.mark.usefixtures("at_once", "by_news_alone")
def test_a_refusal_ends_the_waiting(booted: Guest, disk: DiskSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    """No guest that boots here refuses; the news of it are libvirt's, brought by hand."""
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    booted.domain.suspend()

    def refuse(domain: libvirt.virDomain, alias: str, *_: Any) -> None:
        for refused in ("virtio-disk0", alias):
            booted.hypervisor._events._refused(None, domain, refused, None)

    monkeypatch.setattr(libvirt.virDomain, "detachDeviceAlias", refuse)
    job = booted.hypervisor.ensure_no_disk(booted.uuid, without_disk(disk, operation=new_uuid())).job
    assert job is not None
    assert error_of(booted.host.job_ended(job.key))["kind"] == ErrorKind.WRONG_STATE
    monkeypatch.undo()
    assert booted.has(disk) == NOW_AND_LATER


@pytest.mark.usefixtures("at_once", "by_news_alone")
def test_libvirt_that_has_asked_already_is_waited_for(
    booted: Guest, disk: DiskSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newer versions of QEMU refuse to ask twice."""
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    booted.domain.suspend()
    booted.domain.detachDeviceAlias(alias_of_vdb(booted), LIVE)

    def refuse(_: Any, alias: str, *__: Any) -> None:
        raise libvirt.libvirtError(f"Device {alias} is already in the process of unplug")

    monkeypatch.setattr(libvirt.virDomain, "detachDeviceAlias", refuse)
    job = booted.hypervisor.ensure_no_disk(booted.uuid, without_disk(disk, operation=new_uuid())).job
    assert job is not None and job.status is JobStatus.RUNNING
    booted.domain.resume()
    assert booted.host.job_ended(job.key).status is JobStatus.DONE
    assert booted.has(disk) == NOWHERE


def test_what_libvirt_cannot_do_is_told(booted: Guest, disk: DiskSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise libvirt.libvirtError("the monitor is broken")

    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    with monkeypatch.context() as patched:
        patched.setattr(libvirt.virDomain, "detachDeviceAlias", fail)
        error = error_of(unplugged(booted, disk))
    assert error["kind"] == ErrorKind.HYPERVISOR_FAILED and "the monitor is broken" in error["message"]
    assert booted.has(disk) == NOW_AND_LATER


def test_a_place_that_is_taken(booted: Guest, disk: DiskSpec) -> None:
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    other = booted.host.make_disk(data_disk("vdb"))
    for wanted in (other, disk.model_copy(update={"target": "vdc"})):
        with pytest.raises(IaasError) as failed:
            booted.hypervisor.ensure_disk(booted.uuid, with_disk(wanted))
        assert failed.value.kind is ErrorKind.CONFLICT
    assert booted.has(disk) == NOW_AND_LATER and booted.has(other) == NOWHERE
    booted.hypervisor.ensure_no_disk(booted.uuid, without_disk(other))
    assert booted.has(disk) == NOW_AND_LATER


def test_what_the_running_vm_refuses_is_not_kept(fresh: Guest) -> None:
    """Its slots are used up; the next start has room for as many again."""
    fresh.hypervisor.ensure_running(fresh.uuid, running())
    names = [f"{prefix}{letter}" for prefix in ("vd", "hd") for letter in "bcdefghijklmnopqrstuvwxyz"]
    with pytest.raises(IaasError) as failed:
        for name in names:
            disk = fresh.host.make_disk(data_disk(name))
            fresh.hypervisor.ensure_disk(fresh.uuid, with_disk(disk))
    assert failed.value.kind is ErrorKind.HYPERVISOR_FAILED and "no slot left" in failed.value.message
    assert fresh.has(disk) == NOWHERE
    fresh.hypervisor.ensure_stopped(fresh.uuid, stopped())
    fresh.hypervisor.ensure_disk(fresh.uuid, with_disk(disk))
    fresh.hypervisor.ensure_running(fresh.uuid, running())
    assert fresh.has(disk) == NOW_AND_LATER


def test_a_definition_that_cannot_be_written(booted: Guest, disk: DiskSpec) -> None:
    definitions = booted.host.folder / "libvirt" / "etc" / "qemu"
    away = definitions.rename(definitions.with_name("away"))
    definitions.touch()
    try:
        with pytest.raises(IaasError):
            booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    finally:
        definitions.unlink()
        away.rename(definitions)
    assert booted.has(disk) == ONLY_NOW  # which a repeat completes, and an undoing takes away
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    assert booted.has(disk) == NOW_AND_LATER


def test_off_it_is_the_definition_alone(fresh: Guest, disk: DiskSpec) -> None:
    for _ in range(2):
        assert fresh.hypervisor.ensure_disk(fresh.uuid, with_disk(disk)).report.power is PowerState.STOPPED
    assert fresh.has(disk) == ONLY_LATER
    assert fresh.hypervisor.ensure_running(fresh.uuid, running()).report.power is PowerState.RUNNING
    assert fresh.has(disk) == NOW_AND_LATER
    fresh.hypervisor.ensure_stopped(fresh.uuid, stopped())
    for _ in range(2):
        assert fresh.hypervisor.ensure_no_disk(fresh.uuid, without_disk(disk)).job is None
    assert fresh.has(disk) == NOWHERE


def suspended(guest: Guest) -> None:
    while (
        guest.hypervisor.ensure_suspended(guest.uuid, fenced(operation=new_uuid())).report.power is PowerState.RUNNING
    ):
        guest.seen(PowerState.SAVED)


def test_plugged_in_while_suspended_it_is_there_after_resuming(booted: Guest, disk: DiskSpec) -> None:
    suspended(booted)
    assert booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk)).report.power is PowerState.SAVED
    assert booted.has(disk) == ONLY_LATER
    booted.hypervisor.ensure_running(booted.uuid, running())
    assert booted.has(disk) == NOW_AND_LATER
    wait_for(lambda: booted.runs("cat /sys/block/vdb/serial") == disk.uuid[:20])


def test_a_resume_that_cannot_plug_it_in_says_so(booted: Guest, disk: DiskSpec) -> None:
    password = booted.hypervisor.ensure_running(booted.uuid, running()).vnc_password
    suspended(booted)
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    file = booted.host.disk_path(disk)
    away = file.rename(file.with_suffix(".away"))
    with pytest.raises(IaasError) as failed:
        booted.hypervisor.ensure_running(booted.uuid, running("other"))
    assert failed.value.kind is ErrorKind.HYPERVISOR_FAILED and disk.uuid in failed.value.message
    away.rename(file)
    assert booted.has(disk) == ONLY_LATER
    answer = booted.hypervisor.ensure_running(booted.uuid, running("another"))
    assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, password)
    assert booted.has(disk) == NOW_AND_LATER


def test_saved_memory_keeps_the_disks_that_it_knows(booted: Guest, disk: DiskSpec) -> None:
    later = booted.host.make_disk(data_disk("vdc"))
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(disk))
    suspended(booted)
    booted.hypervisor.ensure_disk(booted.uuid, with_disk(later))
    assert booted.hypervisor.ensure_no_disk(booted.uuid, without_disk(later)).job is None
    assert booted.has(later) == NOWHERE
    with pytest.raises(IaasError) as failed:
        booted.hypervisor.ensure_no_disk(booted.uuid, without_disk(disk))
    assert failed.value.kind is ErrorKind.WRONG_STATE and "suspended" in failed.value.message
    assert booted.has(disk) == NOW_AND_LATER


def test_a_vm_that_is_not_there_has_no_disk(host: RealHost, disk: DiskSpec) -> None:
    answer = host.hypervisor.ensure_no_disk(new_uuid(), without_disk(disk))
    assert (answer.report.power, answer.job) == (PowerState.ABSENT, None)
    with pytest.raises(IaasError) as failed:
        host.hypervisor.ensure_disk(new_uuid(), with_disk(disk))
    assert failed.value.kind is ErrorKind.NOT_FOUND

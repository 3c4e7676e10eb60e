"""Each check on a host that has everything, and on one that lacks something."""

from __future__ import annotations

import shutil

import pytest

from tests.iaas_agent.host_checks.host import Host


def test_a_healthy_host_passes_all(host: Host) -> None:
    checks = host.look().all()
    assert [check.key for check in checks] == ["dir", "kvm", "libvirt", "dhcp", "mnt"]
    assert all(check.ok and not check.advice for check in checks)


def test_a_missing_folder(host: Host) -> None:
    shutil.rmtree(host.data / "images")
    check = host.look().folders()
    assert not check.ok and check.required and "images" in check.message and check.advice


@pytest.mark.parametrize("flags", ["", "flags : fpu vmxnet sse\n"])
def test_a_processor_without_virtualisation_is_no_hindrance(host: Host, flags: str) -> None:
    (host.proc / "cpuinfo").write_text(flags)
    check = host.look().kvm()
    assert not check.ok and not check.required and "vmx" in check.message


def test_a_missing_module(host: Host) -> None:
    (host.root / "dev/kvm").unlink()
    assert "modprobe" in host.look().kvm().advice


def test_a_libvirt_that_is_gone(host: Host) -> None:
    host.socket.close()
    check = host.look().libvirt()
    assert not check.ok and check.required and "PREPARE_INSTALL" in check.advice


def test_missing_programs_of_dhcp(host: Host) -> None:
    (host.root / "usr/sbin/dnsmasq").unlink()
    check = host.look().dhcp()
    assert not check.ok and not check.required and "dnsmasq" in check.message


def test_v1s_dhcp_server_still_runs(host: Host) -> None:
    (host.proc / "99").mkdir()
    (host.proc / "99/comm").write_text("dhcpd\n")
    assert "isc-dhcp-server" in host.look().dhcp().advice


def test_network_storage(host: Host) -> None:
    check = host.look(nfs_node="10.0.0.9").mounts()
    assert not check.ok and check.required and "images, data-volumes" in check.message
    mounted = "".join(f"10.0.0.9:/x {host.data / name} nfs rw 0 0\n" for name in ("images", "data-volumes"))
    (host.proc / "1/mounts").write_text(mounted)
    assert host.look(nfs_node="10.0.0.9").mounts().ok


@pytest.mark.parametrize("server", ["", " ", "n1", "10.0.0.1"])
def test_the_server_itself_mounts_nothing(host: Host, server: str) -> None:
    assert host.look(nfs_node=server).mounts().ok

"""What is done about a failed check, and what only with leave."""

from __future__ import annotations

import shutil

from api_common.errors import ErrorKind, IaasError
from iaas_agent.host_checks.mending import Mender
from tests.iaas_agent.host_checks.host import Host, Shell


def test_folders_are_made(host: Host) -> None:
    shutil.rmtree(host.data)
    Mender(host.settings(), host.look(), Shell()).mend("dir")
    assert host.look().folders().ok


def test_nothing_is_installed_without_leave(host: Host) -> None:
    shell = Shell()
    mender = Mender(host.settings(), host.look(), shell)
    mender.mend("dhcp")
    mender.mend("libvirt")
    assert shell.run == [("systemctl", "start", "libvirtd")]


def test_packages_are_installed_with_leave(host: Host) -> None:
    (host.root / "usr/bin").mkdir()
    (host.root / "usr/bin/apt-get").touch()
    shell = Shell()
    Mender(host.settings(prepare_install=True), host.look(), shell).mend("dhcp")
    update, install = shell.run
    assert update[-1] == "update" and {"install", "dnsmasq-base"} <= set(install)


def test_another_distribution_is_left_alone(host: Host) -> None:
    shell = Shell()
    Mender(host.settings(prepare_install=True), host.look(), shell).mend("dhcp")
    assert shell.run == []


def test_network_storage_is_noted_and_mounted(host: Host) -> None:
    fstab = host.root / "etc/fstab"
    fstab.write_text("/dev/sda1 / ext4 rw 0 0")
    shell = Shell()
    given = {"nfs_node": "nfs1", "nfs_dir_img": "/srv/img", "nfs_dir_dv": "/srv/dv"}
    mender = Mender(host.settings(**given), host.look(**given), shell)
    mender.mend("mnt")
    lines = fstab.read_text().splitlines()
    assert lines[0] == "/dev/sda1 / ext4 rw 0 0" and len(lines) == 3
    assert lines[1].startswith(f"nfs1:/srv/img {host.data}/images nfs rw,soft,timeo=30,retry=3")
    assert (host.root / "etc/fstab.bak").read_text() == "/dev/sda1 / ext4 rw 0 0"
    assert shell.run == [("mount", f"{host.data}/images"), ("mount", f"{host.data}/data-volumes")]
    mender.mend("mnt")
    assert len(fstab.read_text().splitlines()) == 3, "a second time nothing is noted twice"


def test_what_cannot_be_mended_fails_nobody(host: Host) -> None:
    def refuse(_: tuple[str, ...]) -> None:
        raise IaasError(ErrorKind.INTERNAL, "no such unit")

    Mender(host.settings(), host.look(), Shell(systemctl=refuse)).mend("libvirt")

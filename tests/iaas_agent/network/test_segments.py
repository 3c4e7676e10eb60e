"""From segments to dnsmasq's configuration: what is written, what is refused, and that dnsmasq takes it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from api_common.errors import IaasError
from iaas_agent.network.segments import Files, config_text, served, usable, without_router
from tests.iaas_agent.network.test_dhcp import segment


def text_of(folder: Path, *segments: object, heard_on: dict[str, str] | None = None) -> str:
    good, problems = usable(segments)  # type: ignore[arg-type]
    assert not problems
    files = Files(folder / "hosts", folder / "leases", folder / "pid", folder / "log")
    return config_text(good, files, heard_on or {s.bridge: s.bridge for s in good})


def test_what_guests_are_told(tmp_path: Path) -> None:
    lines = text_of(tmp_path, segment()).splitlines()
    for line in (
        "port=0",
        "interface=br0",
        "shared-network=br0,10.9.0.0",
        "dhcp-range=set:net64,10.9.0.0,static,255.255.255.0,infinite",
        "dhcp-option=tag:net64,option:netmask,255.255.255.0",
        "dhcp-option=tag:net64,option:router,10.9.0.1",
        "dhcp-option=tag:net64,option:dns-server,10.9.0.2",
        "dhcp-ignore=tag:!known",
        "dhcp-authoritative",
    ):
        assert line in lines


def test_nothing_is_said_of_what_a_segment_does_not_have(tmp_path: Path) -> None:
    text = text_of(tmp_path, segment(gateway="", dns=None))
    assert "option:dns-server" not in text and "tag:net64,option:router" not in text
    assert "dhcp-option=option:router\n" in text  # else dnsmasq would name itself


def test_each_network_is_served_once(tmp_path: Path) -> None:
    text = text_of(tmp_path, segment(), segment(id=70, ip_range_start="10.9.0.100", ip_range_end="10.9.0.120"))
    assert text.count("dhcp-range=") == text.count("interface=br0") == text.count("shared-network=") == 1


def test_guests_may_be_heard_elsewhere(tmp_path: Path) -> None:
    text = text_of(tmp_path, segment(), heard_on={"br0": "dh-br0"})
    assert "interface=dh-br0\n" in text and "shared-network=dh-br0,10.9.0.0\n" in text


def test_dnsmasq_takes_it(tmp_path: Path) -> None:
    config = tmp_path / "dnsmasq.conf"
    segments = segment(), segment(id=70, bridge="br1", ip_range_start="10.10.0.5")
    config.write_text(text_of(tmp_path, *segments, heard_on={"br0": "lo", "br1": "lo"}))  # it looks whether they exist
    (tmp_path / "hosts").mkdir()
    subprocess.run(["dnsmasq", "--test", f"--conf-file={config}"], check=True, capture_output=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"bridge": "br0\ndhcp-script=/bin/evil"},
        {"bridge": "br 0"},
        {"bridge": None},
        {"bridge": "a" * 16},
        {"gateway": "10.9.0.1,10.9.0.2"},
        {"gateway": "10.9.0.1\n"},
        {"dns": "dns.example"},
        {"netmask": "255.0.255.0"},
        {"netmask": "0.0.0.255"},
        {"netmask": None},
        {"ip_range_start": "10.0.0.300"},
        {"ip_range_end": ""},
        {"id": None},
    ],
)
def test_what_v1_would_have_written_into_its_file(fields: dict[str, object]) -> None:
    with pytest.raises(IaasError):
        served(segment(**fields))
    good, problems = usable([segment(**fields), segment(id=99)])
    assert [s.id for s in good] == [99] and len(problems) == 1


def test_a_difference_within_one_network_is_told() -> None:
    good, problems = usable([segment(id=70, name="late", gateway="10.9.0.254"), segment()])
    assert [s.id for s in good] == [64, 70]
    assert problems == ["segment late gets gateway and DNS of segment 64: both are in 10.9.0.0/24"]


def test_which_cards_are_told_no_router() -> None:
    public = segment(id=70, type="PUBLIC", ip_range_start="10.10.0.5", ip_range_end="10.10.0.9", gateway="10.10.0.1")
    mute = public.model_copy(update={"gateway": ""})
    both, alone = [("A", "10.9.0.10"), ("B", "10.10.0.6")], [("C", "10.9.0.11")]
    elsewhere = [("D", "10.9.0.12"), ("E", "172.16.0.1")]
    assert without_router(usable([segment(), public])[0], [both, alone, elsewhere]) == ["A"]
    assert without_router(usable([segment(), mute])[0], [both]) == [], "the public side has no way out"
    assert without_router(usable([segment()])[0], [both]) == []


def test_the_text_for_such_cards(tmp_path: Path) -> None:
    good, _ = usable([segment()])
    files = Files(tmp_path / "hosts", tmp_path / "leases", tmp_path / "pid", tmp_path / "log")
    lines = config_text(good, files, {"br0": "br0"}, ["00:30:00:00:00:01"]).splitlines()
    assert "dhcp-mac=set:routerless,00:30:00:00:00:01" in lines
    assert "dhcp-option=tag:net64,tag:!routerless,option:router,10.9.0.1" in lines
    assert "dhcp-option=tag:net64,option:dns-server,10.9.0.2" in lines

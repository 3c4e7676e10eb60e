"""The screen of a VM through the VNC proxy: seen, typed at, and closed to everybody without a valid ticket."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.tickets import ConsoleTarget, Tickets
from tests.helpers.guest import Guest
from tests.helpers.rfb import Rfb, RfbRefusedError
from tests.helpers.suite import RunningSuite

A_FEW_LETTERS = 300


def test_typing_at_the_screen_reaches_the_guest(suite: RunningSuite) -> None:
    vm = suite.create("screen")
    guest = Guest(suite, vm["uuid"])
    guest.wait_booted()
    url = suite.api.get("/vm/vnc_url", uuid=vm["uuid"])["vnc_url"]
    screen = Rfb(url, suite.api.vm(vm["uuid"])["vncPassword"])
    try:
        before = screen.wait_screen(lambda pixels: any(pixels))
        screen.type("root\n")
        guest.until(lambda: guest.on_screen("login"))
        screen.wait_screen(lambda pixels: _differing(pixels, before) > A_FEW_LETTERS)
        screen.type("guest\n")
        guest.until(lambda: guest.on_screen("-sh"))
        screen.type("touch /tmp/proof\n")
        guest.until(lambda: guest.read("/tmp/proof") == "")
    finally:
        screen.close()


def test_a_screen_opens_only_with_a_valid_ticket_and_password(suite: RunningSuite) -> None:
    vm = suite.create("locked")
    password = suite.api.vm(vm["uuid"])["vncPassword"]
    url = suite.api.get("/vm/vnc_url", uuid=vm["uuid"])["vnc_url"]
    address, _, ticket = url.partition("token=")
    forged = Tickets(_foreign_key(suite)).sign(ConsoleTarget(vm["uuid"], "127.0.0.1", 5900))
    for bad in ("", vm["uuid"], ticket[:-4] + "AAAA", forged):
        with pytest.raises(RfbRefusedError):
            Rfb(f"{address}token={bad}", password)
    with pytest.raises(RfbRefusedError):
        Rfb(url, "wrong")
    with pytest.raises(RfbRefusedError):
        Rfb(url, password)  # a ticket is good for one connection
    Rfb(suite.api.get("/vm/vnc_url", uuid=vm["uuid"])["vnc_url"], password).close()
    log = suite.suite.log("iaas-novnc").read_text()
    assert ticket not in log, "tickets are secrets while they hold"


def test_a_vm_that_is_off_has_no_screen(suite: RunningSuite) -> None:
    vm = suite.create("dark")
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    assert suite.api.raw("GET", f"/vm/vnc_url?uuid={vm['uuid']}")["code"] == 202.0


def _foreign_key(suite: RunningSuite) -> Path:
    path = suite.config.state / "foreign-key"
    path.write_text("somebody else's key\n")
    return path


def _differing(one: bytes, other: bytes) -> int:
    """Number of pixels in which two screens differ; the cursor alone blinks on some two hundred."""
    return sum(one[at : at + 3] != other[at : at + 3] for at in range(0, min(len(one), len(other)), 4))

"""The screen of a VM through the VNC proxy: seen, typed at, and closed to everybody without a valid ticket."""

from __future__ import annotations

import pytest

from api_common.tickets import ConsoleTarget, Tickets
from tests.helpers.guest import Guest
from tests.helpers.rfb import Rfb, RfbRefusedError
from tests.helpers.suite import RunningSuite


def test_typing_at_the_screen_reaches_the_guest(suite: RunningSuite) -> None:
    vm = suite.create("screen")
    guest = Guest(suite, vm["uuid"])
    guest.wait_booted()
    url = suite.api.get("/vm/vnc_url", uuid=vm["uuid"])["vnc_url"]
    screen = Rfb(url, suite.api.vm(vm["uuid"])["vncPassword"])
    try:
        before = screen.wait_screen(lambda pixels: any(pixels))
        screen.type("root\n")
        screen.wait_screen(lambda pixels: pixels != before)
        screen.type("guest\n")
        guest.until(lambda: "tty1" in guest.read("/proc/1/task/1/children") or _shell_on_tty1(guest))
        screen.type("echo typed > /tmp/proof\n")
        guest.until(lambda: guest.read("/tmp/proof") == "typed\n")
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
    Rfb(url, password).close()
    log = suite.suite.log("iaas-novnc").read_text()
    assert ticket not in log, "tickets are secrets while they hold"


def test_a_vm_that_is_off_has_no_screen(suite: RunningSuite) -> None:
    vm = suite.create("dark")
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    assert suite.api.raw("GET", f"/vm/vnc_url?uuid={vm['uuid']}")["code"] == 202.0


def _foreign_key(suite: RunningSuite):  # type: ignore[no-untyped-def]
    path = suite.config.state / "foreign-key"
    path.write_text("somebody else's key\n")
    return path


def _shell_on_tty1(guest: Guest) -> bool:
    """The login on the screen has become a shell of root."""
    guest.run("/bin/sh", "-c", "fuser /dev/tty1 > /tmp/tty1; ps | grep -c '[-]sh' > /tmp/shells")
    return int(guest.read("/tmp/shells").strip() or 0) > 0

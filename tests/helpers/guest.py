"""Looking into a running guest through its guest agent: the proof that what the API shows is so inside."""

from __future__ import annotations

import base64
import json
import time
from typing import Any, Protocol

BOOT_SECONDS = 120


class Virsh(Protocol):
    """The VM's host, or a suite whose first host that is."""

    def virsh(self, *arguments: str) -> str: ...


class Guest:
    """The inside of one VM."""

    def __init__(self, host: Virsh, uuid: str) -> None:
        self._host = host
        self._uuid = uuid

    def wait_booted(self) -> None:
        """Until the guest agent answers."""
        self._until(lambda: self.command("guest-ping") == {})

    def addresses(self) -> list[str]:
        """IPv4 addresses of all cards but the loopback."""
        found = []
        for card in self.command("guest-network-get-interfaces"):
            for address in card.get("ip-addresses", []):
                if card["name"] != "lo" and address["ip-address-type"] == "ipv4":
                    found.append(address["ip-address"])
        return sorted(found)

    def wait_address(self, address: str) -> None:
        """Until the guest has this address and no other."""
        self._until(lambda: self.addresses() == [address])

    def cpus(self) -> int:
        """CPUs that the guest uses."""
        return int(self.read("/proc/cpuinfo").count("processor\t:"))

    def memory_mib(self) -> int:
        """Memory that the guest sees."""
        line = next(row for row in self.read("/proc/meminfo").splitlines() if row.startswith("MemTotal"))
        return int(line.split()[1]) // 1024

    def read(self, path: str) -> str:
        """A file of the guest."""
        handle = self.command("guest-file-open", {"path": path, "mode": "r"})
        try:
            text = b""
            while True:
                part = self.command("guest-file-read", {"handle": handle, "count": 65536})
                text += base64.b64decode(part["buf-b64"])
                if part["eof"]:
                    return text.decode(errors="replace")
        finally:
            self.command("guest-file-close", {"handle": handle})

    def run(self, *program: str) -> None:
        """Start a program in the guest."""
        self.command("guest-exec", {"path": program[0], "arg": list(program[1:])})

    def output(self, *program: str) -> str:
        """What a program of the guest prints, once it has ended well."""
        asked = {"path": program[0], "arg": list(program[1:]), "capture-output": True}
        pid = self.command("guest-exec", asked)["pid"]
        ended: dict[str, Any] = {}

        def over() -> bool:
            ended.update(self.command("guest-exec-status", {"pid": pid}))
            return bool(ended["exited"])

        self._until(over)
        text = base64.b64decode(ended.get("out-data", "")).decode(errors="replace")
        assert ended["exitcode"] == 0, (program, ended, base64.b64decode(ended.get("err-data", "")))
        return text

    def on_screen(self, program: str) -> bool:
        """Whether such a program runs on its screen."""
        lines = self.output("/bin/ps", "-o", "tty,args").splitlines()
        return any(line.startswith("4,1 ") and program in line for line in lines)  # 4,1: tty1

    def disks(self) -> list[str]:
        """Names of the guest's disks."""
        return sorted(line.split()[3] for line in self.read("/proc/partitions").splitlines()[2:])

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> Any:
        """A command of the guest agent."""
        body = json.dumps({"execute": name, **({"arguments": arguments} if arguments else {})})
        return json.loads(self._host.virsh("qemu-agent-command", self._uuid, body))["return"]

    def until(self, test: Any, seconds: float = 60) -> None:
        """Until something holds inside the guest."""
        self._until(test, seconds)

    def _until(self, test: Any, seconds: float = BOOT_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        last: object = None
        while time.monotonic() < deadline:
            try:
                last = test()
                if last:
                    return
            except AssertionError as error:  # the agent is not there (yet)
                last = error
            time.sleep(0.2)
        raise AssertionError(f"not so inside the guest after {seconds} s; last: {last}")

"""`python -m deploy.dev up|down|status|info|token`: what `make` calls."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from deploy.dev import console, guest_image, network, programs, seed
from deploy.dev.api import SignInRefusedError, SuiteApi
from deploy.dev.config import AGENT, DevError, SuiteConfig, default_state
from deploy.dev.suite import Suite

MAX_NODES = 8


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked; 1 with a sentence when it cannot be done."""
    options = _parse(arguments)
    config = _config(options)
    try:
        if options.verb == "up":
            _up(config)
        elif options.verb == "down":
            _down(config, options.purge)
        elif options.verb == "status":
            return _status(config)
        elif options.verb == "token":
            print(SuiteApi(config).token)
        else:
            print(json.dumps(seed.info(config)))
    except (DevError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.dev", description="The suite on this machine.")
    parser.add_argument("verb", choices=["up", "down", "status", "info", "token"])
    parser.add_argument("--driver", choices=["qemu", "simulated"], help="default: as before, else qemu")
    nodes = "hosts of VMs in namespaces of this machine, instead of it; default: as before, else none"
    parser.add_argument("--nodes", type=int, choices=range(1, MAX_NODES + 1), help=nodes)
    parser.add_argument("--purge", action="store_true", help="with down: also end VMs and remove bridge and state")
    return parser.parse_args(arguments)


def _config(options: argparse.Namespace) -> SuiteConfig:
    state = default_state()
    nodes = options.nodes or int(_noted(state, "node-count") or 0)
    image = os.environ.get("GUEST_IMAGE")
    config = SuiteConfig(
        state=state,
        driver=options.driver or _noted(state, "driver") or "qemu",
        bridge=os.environ.get("BRIDGE", "kubeiaas0"),
        guest_image=Path(image) if image else None,
        console=options.verb == "down" or console.missing() is None,
        nodes=tuple(f"node{number}" for number in range(1, nodes + 1)),
    )
    if nodes and (subnet := network.subnet_of(config.bridge)):
        config.subnet = subnet  # the services are reached by it
    return config


def _noted(state: Path, name: str) -> str | None:
    """What the suite of this folder was made with."""
    try:
        return (state / name).read_text().strip()
    except OSError:
        return None


def _up(config: SuiteConfig) -> None:
    _require(config)
    for name, wanted in (("driver", config.driver), ("node-count", str(len(config.nodes)))):
        before = _noted(config.state, name)
        if before not in (None, wanted):
            raise DevError(
                f"{config.state} belongs to the {name} {before}; use `make down PURGE=1` first, or another STATE"
            )
        config.state.mkdir(parents=True, exist_ok=True)
        (config.state / name).write_text(wanted)
    suite = Suite(config, say=lambda text: print(f"  {text}", flush=True))
    print(f"KubeIaaS in {config.state}, driver {config.driver}")
    if lacks := console.missing():
        print(f"  without the web console: {lacks}")
    suite.start()
    try:
        seed.seed(config)
    except SignInRefusedError as error:  # somebody has changed it, as one should
        print(f"  {error}; limits and segments are left as they are")
    _greet(config)


def _require(config: SuiteConfig) -> None:
    if config.simulated:
        if config.nodes:
            raise DevError("nodes are real: they need the driver qemu")
        return
    if os.geteuid() != 0:
        raise DevError("VMs and bridges need root: use `sudo make up`, or `make up DRIVER=simulated` for a first look")
    if missing := programs.missing("guests"):
        raise DevError(f"these programs are missing: {', '.join(missing)}; `make setup` installs them")
    if not Path("/dev/net/tun").exists():
        raise DevError("/dev/net/tun is missing, so VMs get no network; `modprobe tun`, or DRIVER=simulated")


def _greet(config: SuiteConfig) -> None:
    told = seed.info(config)
    body = {
        "name": "first",
        "cpus": 1,
        "memory": 1,
        "imageUuid": told["imageUuid"],
        "ipSegmentId": told["ipSegmentId"],
        "diskSize": 1,
    }
    send = "curl -s -H \"Authorization: Bearer $(make -s token)\" -H 'Content-Type: application/json'"
    print(
        f"\nready.\n"
        f"  console   {told['consoleUrl'] or 'not served'}\n"
        f"  API       {told['apiUrl']}   (all requests: {told['apiUrl']}/openapi.json)\n"
        f"  sign in   {told['username']} / {told['password']}\n"
        f"  screens   {told['vncUrl']}   (address of a VM's screen: GET /vm/vnc_url?uuid=...)\n"
        f"  guests    image {guest_image.UUID}, user root, password guest\n\n"
        f"create a VM:\n"
        f"  {send} \\\n       {told['apiUrl']}/vm/create -d '{json.dumps(body)}'\n"
        f"and look at it:\n"
        f"  {send} \\\n       {told['apiUrl']}/vm/query_all\n\n"
        f"`make status` shows the services, `make down` stops them (VMs run on)."
    )


def _down(config: SuiteConfig, purge: bool) -> None:
    suite = Suite(config, say=lambda text: print(f"  {text}", flush=True))
    if purge:
        suite.purge()
        print(f"stopped; VMs, bridge and {config.state} are gone")
    else:
        suite.stop()
        print("stopped; VMs run on. `make up` starts again, `make down PURGE=1` removes everything")


def _status(config: SuiteConfig) -> int:
    rows = Suite(config).status()
    for name, pid, state in rows:
        port = config.ports[name if name in config.ports else AGENT]
        print(f"{name:22} port {port:<6} pid {pid or '-':<8} {state}")
    return 0 if all(state == "ready" for _, _, state in rows) else 3

"""`python -m iaas_agent.console`: the VNC proxy, with a heartbeat for the service map."""

from __future__ import annotations

import logging
import signal
import threading

from api_common import logs
from api_common.clients.core import CoreClient
from api_common.clients.heartbeat import Heartbeat
from api_common.clients.transport import Transport
from api_common.service_tokens import ServiceTokens
from api_common.settings import load
from api_common.tickets import Tickets
from api_common.web.binding import bind
from iaas_agent.console.proxy import ConsoleServer
from iaas_agent.console.tokens import TicketDesk
from iaas_agent.settings import ConsoleSettings

_LOG = logging.getLogger(__name__)
SERVICE = "iaas-novnc"


def _heartbeat(settings: ConsoleSettings) -> Heartbeat | None:
    """Without tokens nobody would listen: a proxy on its own needs no core."""
    if settings.service_tokens_dir is None or not settings.iaas_core_url:
        return None
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    transport = Transport(settings.iaas_core_url, target="iaas-core", caller=SERVICE, tokens=tokens, connections=1)
    return Heartbeat(CoreClient(transport), "noVNC", settings.host_name)


def main() -> None:
    """Serve until SIGTERM or SIGINT; open consoles end with the process and may be opened again."""
    settings = load(ConsoleSettings)
    logs.setup(SERVICE, settings.log_level)
    server = ConsoleServer(
        bind(settings.bind_address, settings.port),
        desk=TicketDesk(Tickets(settings.vnc_ticket_key_file)),
        web_root=settings.novnc_root,
        max_consoles=settings.max_consoles,
    )
    heartbeat = _heartbeat(settings)
    if heartbeat:
        heartbeat.start()
    # shutdown() waits for the loop below, so it must not be called from within it
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    _LOG.info("consoles are served", extra={"port": server.server_port})
    server.serve_forever()
    if heartbeat:
        heartbeat.stop()
    server.server_close()


if __name__ == "__main__":
    main()

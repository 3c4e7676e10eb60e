/** Where the screen's websocket is: this console's own origin, with the ticket of the server's noVNC address. */

/** v1's form is `http://host/vnc.html?path=?token=<ticket>`; null if there is no ticket in it. */
export function ticketOf(vncUrl: string): string | null {
  const path = new URL(vncUrl, window.location.origin).searchParams.get("path");
  return path?.match(/[?&]token=([^&]+)/)?.[1] ?? null;
}

export function websocketFor(ticket: string): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${window.location.host}/websockify?token=${encodeURIComponent(ticket)}`;
}

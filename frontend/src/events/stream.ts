/**
 * Follows iaas-core's event stream: a ticket, an EventSource, and after every break a new ticket and the last id.
 * EventSource's own way of reconnecting is of no use here, because a ticket opens one stream only.
 */

import { asApiError } from "@/api/errors";
import { eventTicket } from "@/api/user";

import { publish, publishReset, type Change, type EventType } from "./bus";

const TYPES: readonly EventType[] = [
  "vm", "volume", "operation", "host", "service", "ip_segment", "spec_config", "image", "user", "user_group",
];
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const HIDDEN_TOO_LONG_MS = 60_000;

export type StreamState = "closed" | "connecting" | "open" | "away";

export class EventStream {
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_WAIT_MS;
  private lastId: string | null = null;
  /** Counts openings, so that an answer to an earlier one is recognised. */
  private turn = 0;
  private wanted = false;
  private hiddenSince: number | null = null;

  constructor(private readonly tell: (state: StreamState) => void) {}

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    window.addEventListener("online", this.again);
    window.addEventListener("offline", this.lost);
    document.addEventListener("visibilitychange", this.seen);
    void this.open();
  }

  stop(): void {
    this.wanted = false;
    this.lastId = null;
    window.removeEventListener("online", this.again);
    window.removeEventListener("offline", this.lost);
    document.removeEventListener("visibilitychange", this.seen);
    this.drop();
    this.tell("closed");
  }

  /** Try now: something says that the server is back, or that this stream may be dead. */
  readonly again = (): void => {
    if (!this.wanted) return;
    this.wait = FIRST_WAIT_MS;
    void this.open();
  };

  private readonly lost = (): void => this.retryLater();

  private readonly seen = (): void => {
    if (document.hidden) {
      this.hiddenSince = Date.now();
    } else if (this.hiddenSince !== null && Date.now() - this.hiddenSince > HIDDEN_TOO_LONG_MS) {
      this.again();
    }
  };

  private async open(): Promise<void> {
    this.drop();
    const turn = ++this.turn;
    this.tell("connecting");
    let ticket: string;
    try {
      ticket = (await eventTicket()).ticket;
    } catch (error) {
      if (turn !== this.turn || asApiError(error).kind === "unauthenticated") return;
      this.retryLater();
      return;
    }
    if (turn !== this.turn || !this.wanted) return;
    const query = new URLSearchParams({ ticket, ...(this.lastId === null ? {} : { last_event_id: this.lastId }) });
    this.follow(new EventSource(`/api/event/stream?${query}`), this.lastId === null);
  }

  private follow(source: EventSource, fresh: boolean): void {
    this.source = source;
    source.onopen = () => {
      this.wait = FIRST_WAIT_MS;
      this.tell("open");
      if (fresh) publishReset();
    };
    source.onerror = () => this.retryLater();
    source.addEventListener("reset", () => {
      this.lastId = null;
      publishReset();
    });
    for (const type of TYPES) source.addEventListener(type, (event) => this.hear(event));
  }

  private hear(event: MessageEvent<string>): void {
    this.lastId = event.lastEventId || this.lastId;
    publish(JSON.parse(event.data) as Change);
  }

  private retryLater(): void {
    if (!this.wanted) return;
    this.drop();
    this.tell("away");
    this.timer = setTimeout(() => void this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  private drop(): void {
    this.turn++;
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }
}

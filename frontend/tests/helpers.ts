/** A server of canned answers, and an EventSource that a test can speak through. */

import { vi } from "vitest";

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

type Answer = { status?: number; body: unknown } | Error;

/** Answers each request by what `answer` says; tells what was asked. */
export function serve(answer: (asked: Asked) => Answer): Asked[] {
  const all: Asked[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const body: unknown = init.body ? JSON.parse(init.body as string) : undefined;
    const asked = { method: init.method ?? "GET", path, headers: init.headers as Record<string, string>, body };
    all.push(asked);
    const told = answer(asked);
    if (told instanceof Error) return Promise.reject(told);
    const text = typeof told.body === "string" ? told.body : JSON.stringify(told.body);
    return Promise.resolve(new Response(text, { status: told.status ?? 200 }));
  });
  return all;
}

export const ok = (data: unknown) => ({ body: { data, message: "processed", code: 200 } });
export const refused = (kind: string, log: string, detail?: object, code = 202) => ({
  body: { data: null, message: "processing failed", log, code, kind, detail },
});

export class FakeSource {
  static all: FakeSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }

  static get last(): FakeSource {
    return FakeSource.all.at(-1)!;
  }

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }

  say(type: string, id: string, data: object): void {
    this.listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data), lastEventId: id }));
  }

  close(): void {
    this.closed = true;
  }
}

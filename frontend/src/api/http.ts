/**
 * The one place that speaks HTTP: token, language, idempotency key, the envelope unwrapped. For `api/<noun>.ts` only.
 * It knows no store; `main.ts` wires it to them.
 */

import { newKey } from "@/composables/key";

import { ApiError } from "./errors";
import type { paths } from "./schema";
import type { Failure } from "./types";

const BASE = "/api";
const NO_ANSWER = new Set([502, 503, 504]);

export interface Wiring {
  token: () => string | null;
  language: () => string;
  /** The token is good no more. */
  unauthenticated: () => void;
  /** Whether the server answers. */
  reachable: (yes: boolean) => void;
  /** Warnings that came with an answer. */
  warned: (warnings: readonly string[]) => void;
}

let wiring: Wiring = {
  token: () => null,
  language: () => "en",
  unauthenticated: () => undefined,
  reachable: () => undefined,
  warned: () => undefined,
};

/** Called once, before anything is asked. */
export function wire(given: Wiring): void {
  wiring = given;
}

type Content<P extends keyof paths, M extends "get" | "post"> = paths[P][M] extends {
  responses: { 200: { content: { "application/json": infer A } } };
}
  ? A
  : never;
/** `data` of a path's successful answer. */
export type Data<P extends keyof paths, M extends "get" | "post"> =
  Exclude<Content<P, M>, Failure> extends { data: infer D } ? D : never;
type Query<P extends keyof paths> = paths[P]["get"] extends { parameters: { query?: infer Q } } ? Q : never;
type Body<P extends keyof paths> = paths[P]["post"] extends { requestBody: { content: { "application/json": infer B } } }
  ? B
  : undefined;
type GetPath = { [P in keyof paths]: paths[P]["get"] extends object ? P : never }[keyof paths];
type PostPath = { [P in keyof paths]: paths[P]["post"] extends object ? P : never }[keyof paths];

interface Answer {
  data: unknown;
  code: number;
  message: string;
  log?: string;
  kind?: Failure["kind"];
  detail?: Record<string, unknown>;
  warnings?: string[];
}

/** Ask; `query` values that are undefined are left out. */
export async function get<P extends GetPath>(path: P, query?: Query<P>): Promise<Data<P, "get">> {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return (await send("GET", text ? `${path}?${text}` : path, {})) as Data<P, "get">;
}

/**
 * Do. The same `key` again gets the same work, so a form makes one when it opens and a double click sends once.
 * Work that takes long answers at once and goes on as an operation.
 */
export async function post<P extends PostPath>(path: P, body: Body<P>, key: string = newKey()): Promise<Data<P, "post">> {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key, Prefer: "respond-async" };
  return (await send("POST", path, headers, JSON.stringify(body ?? {}))) as Data<P, "post">;
}

async function send(method: string, path: string, more: Record<string, string>, body?: string): Promise<unknown> {
  const token = wiring.token();
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": wiring.language(), ...more };
  if (token) headers["Authorization"] = `Bearer ${token}`;
  const answer = await ask(path, { method, headers, body, cache: "no-store" });
  if (answer.code === 200) {
    if (answer.warnings) wiring.warned(answer.warnings);
    return answer.data;
  }
  const kind = answer.kind ?? "internal";
  if (kind === "unauthenticated" && token && token === wiring.token()) wiring.unauthenticated();
  throw new ApiError(answer.code, kind, answer.message, answer.log ?? answer.message, answer.detail);
}

async function ask(path: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(BASE + path, init);
  } catch {
    throw away("no answer");
  }
  const answer = await response.json().catch(() => null) as Answer | null;
  if (NO_ANSWER.has(response.status) && answer?.code === undefined) throw away(`HTTP ${response.status}`);
  if (answer?.code === undefined) {
    throw new ApiError(response.status, "internal", `HTTP ${response.status}`, `HTTP ${response.status} ${path}`);
  }
  wiring.reachable(true);
  return answer;
}

function away(why: string): ApiError {
  wiring.reachable(false);
  return new ApiError(0, "unavailable", why, why);
}

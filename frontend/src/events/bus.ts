/** Who listens to which changes. Stores subscribe when they are made; `stream.ts` publishes. */

export type EventType =
  | "vm" | "volume" | "operation" | "host" | "service" | "ip_segment" | "spec_config" | "image" | "user" | "user_group";

/** One change of one row. `record` has the row's own fields; what is joined to it in lists is not in it. */
export interface Change {
  kind: "created" | "changed" | "removed";
  type: EventType;
  key: string;
  revision: number;
  time: number;
  record: Record<string, unknown>;
}

type Listener = (change: Change) => void;

const listeners = new Map<EventType, Set<Listener>>();
const resets = new Set<() => void>();

/** Hear of changes of one type; the answer ends it. */
export function onChange(type: EventType, listener: Listener): () => void {
  const of = listeners.get(type) ?? new Set();
  listeners.set(type, of.add(listener));
  return () => of.delete(listener);
}

/** Hear that changes may have been missed: what is shown must be read anew. */
export function onReset(listener: () => void): () => void {
  resets.add(listener);
  return () => resets.delete(listener);
}

export function publish(change: Change): void {
  for (const listener of [...(listeners.get(change.type) ?? [])]) listener(change);
}

export function publishReset(): void {
  for (const listener of [...resets]) listener();
}

/** Nobody listens any more: between tests. */
export function silence(): void {
  listeners.clear();
  resets.clear();
}

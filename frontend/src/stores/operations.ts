/** Tasks: everything that is going on, with step and progress, and what failed lately until it is dismissed. */

import { defineStore } from "pinia";
import { computed, ref } from "vue";

import * as api from "@/api/operation";
import type { Operation, OperationStatus, Step } from "@/api/types";
import { onChange, onReset, type Change } from "@/events/bus";

const OPEN: readonly OperationStatus[] = ["running", "undoing"];
const FAILED: readonly OperationStatus[] = ["undone", "stuck"];
const LISTED = 50;
const LATELY_MS = 24 * 3600_000;
const DISMISSED = "kubeiaas.dismissedTasks";
const UNDO_PREFIX = "undo: ";
/** How long a task that went well stays in sight. */
export const DONE_STAYS_MS = 6_000;

export const isOpen = (operation: Operation) => OPEN.includes(operation.status);
/** Power verbs go before it: it waits until they have ended, and goes on then. */
export const givesWay = (operation: Operation) => operation.status === "undoing" || operation.status === "stuck";
export const hasFailed = (operation: Operation) => FAILED.includes(operation.status);
/** It is begun anew in the form, with what was asked for; the VM that failed stays until it is deleted. */
export const isBegunAnew = (operation: Operation) => operation.status === "undone" && operation.kind === "vm_create";

export const useOperations = defineStore("operations", () => {
  const known = ref(new Map<string, Operation>());
  /** Names of targets that were seen, because a task knows only the uuid. */
  const names = ref(new Map<string, string>());

  const all = computed(() =>
    [...known.value.values()].sort((a, b) => (b.createTime ?? 0) - (a.createTime ?? 0)),
  );
  const running = computed(() => all.value.filter(isOpen));
  const failed = computed(() => all.value.filter(hasFailed));

  /** Everything that goes on or is stuck, and what failed lately; the page of all tasks has the rest. */
  async function load(): Promise<void> {
    const pages = await Promise.all([...OPEN, ...FAILED].map((status) => api.page({ status, page: 1, size: LISTED })));
    const dismissed = readDismissed();
    const found = pages
      .flatMap((page) => page.content)
      .filter((one) => isOpen(one) || (!dismissed.includes(one.uuid) && (one.status === "stuck" || isRecent(one))));
    const gone = running.value.filter((operation) => !found.some((other) => other.uuid === operation.uuid));
    for (const operation of found) put(operation);
    for (const operation of gone) put(await api.detail(operation.uuid).catch(() => ({ ...operation, status: "done" })));
  }

  function put(operation: Operation): void {
    const before = known.value.get(operation.uuid);
    if (before && (before.updateTime ?? 0) > (operation.updateTime ?? 0)) return;
    if (operation.targetName) names.value.set(operation.targetUuid, operation.targetName);
    known.value.set(operation.uuid, operation);
    if (operation.status === "done") setTimeout(() => forgetDone(operation.uuid), DONE_STAYS_MS);
  }

  function forgetDone(uuid: string): void {
    if (known.value.get(uuid)?.status === "done") known.value.delete(uuid);
  }

  function apply(change: Change): void {
    if (change.kind === "removed") known.value.delete(change.key);
    else put(fromRecord(change.record));
  }

  /** A stuck one goes on; for an undone one a new one begins, and takes its place. */
  async function retry(operation: Operation): Promise<void> {
    const again = await api.retry(operation.uuid);
    if (again.uuid !== operation.uuid) dismiss(operation.uuid);
    put(again);
  }

  async function cancel(operation: Operation): Promise<void> {
    put(await api.cancel(operation.uuid));
  }

  function dismiss(...uuids: string[]): void {
    for (const uuid of uuids) known.value.delete(uuid);
    localStorage.setItem(DISMISSED, JSON.stringify([...uuids, ...readDismissed()].slice(0, 4 * LISTED)));
  }

  const dismissEnded = () => dismiss(...all.value.filter((one) => !isOpen(one)).map((one) => one.uuid));

  /** The task that holds a row now, if it is known. */
  const byUuid = (uuid: string | undefined) => (uuid ? known.value.get(uuid) : undefined);
  const ofTarget = (targetUuid: string, page: number, size: number) => api.page({ targetUuid, page, size });
  const withSteps = (uuid: string) => api.detail(uuid);
  const nameOf = (uuid: string) => names.value.get(uuid) ?? uuid.slice(0, 8);

  function seen(change: Change): void {
    const name = (change.record as { name?: string | null }).name;
    if (name) names.value.set(change.key, name);
  }

  function remember(rows: readonly { uuid: string; name?: string }[]): void {
    for (const row of rows) if (row.name) names.value.set(row.uuid, row.name);
  }

  /** Of what was worked on lately, for where only uuids are told. */
  async function learnNames(): Promise<void> {
    const page = await api.page({ page: 1, size: 2 * LISTED });
    for (const one of page.content) if (one.targetName) names.value.set(one.targetUuid, one.targetName);
  }

  function clear(): void {
    known.value.clear();
    names.value.clear();
  }

  onChange("operation", apply);
  onChange("vm", seen);
  onChange("volume", seen);
  onReset(() => void load().catch(() => undefined));

  return {
    all, running, failed, load, retry, cancel, dismiss, dismissEnded,
    byUuid, ofTarget, withSteps, nameOf, learnNames, remember, clear,
  };
});

const isRecent = (operation: Operation) => Date.now() - (operation.updateTime ?? 0) < LATELY_MS;

function readDismissed(): string[] {
  try {
    return JSON.parse(localStorage.getItem(DISMISSED) ?? "[]") as string[];
  } catch {
    return [];
  }
}

/** An event tells an operation in the inner form, with rows of steps instead of their sum. */
export function fromRecord(record: Record<string, unknown>): Operation {
  const inner = record as unknown as Operation & { steps: Step[]; noReturn?: number | null };
  const present = inner.steps.find((step) => step.status === "running" || step.status === "failed");
  return {
    ...inner,
    error: inner.error ?? undefined,
    waitingFor: waitsFor(inner.status, inner.steps),
    cancellable: inner.status === "running" && isBefore(inner.noReturn, inner.steps),
    step: present?.name,
    stepsDone: inner.steps.filter((step) => step.status === "done").length,
    stepsTotal: inner.steps.length,
  };
}

/** What goes wrong while it is tried again and again, as iaas-core tells it of a read one. */
function waitsFor(status: OperationStatus, steps: readonly Step[]): string | undefined {
  if (status === "running") return steps.find((step) => step.status === "running")?.error ?? undefined;
  if (status !== "undoing") return undefined;
  const open = steps.filter((step) => step.status !== "pending" && step.status !== "undone");
  const waits = open.reverse().find((step) => step.error?.startsWith(UNDO_PREFIX));
  return waits?.error?.slice(UNDO_PREFIX.length);
}

/** What cannot be taken back has not begun. */
const isBefore = (noReturn: number | null | undefined, steps: readonly Step[]) =>
  noReturn === null || noReturn === undefined || (noReturn > 0 && steps[noReturn]?.status === "pending");

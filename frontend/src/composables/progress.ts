/** How far a task is, in per cent: whole steps, and what the present one says of itself. */

import type { Operation } from "@/api/types";

export function progressOf(operation: Operation): number {
  if (operation.status === "done") return 100;
  const share = (operation.stepsDone + Math.min(operation.progress, 99) / 100) / Math.max(operation.stepsTotal, 1);
  return Math.min(99, Math.round(share * 100));
}

/** Why a VM is paused or off, in the reader's language: the server sends a word and what belongs to it. */

import type { Vm } from "@/api/types";

import type { Say } from "./action";

type Code = NonNullable<Vm["powerReason"]>["code"];

/** What its owner did, or could expect; everything else is worth a warning. */
const EXPECTED: readonly Code[] = ["stopped", "guest_shutdown"];

/** The sentence; null while it runs, and where nobody knows. */
export function whyOf(vm: Vm, say: Say): string | null {
  const reason = vm.powerReason;
  if (!reason) return null;
  return say(`vm.reason.${reason.code}`, {
    disk: reason.disk ?? "",
    error: reason.error ?? "",
    host: vm.host?.name ?? say("common.host"),
  });
}

/** The same where it is worth a warning. */
export const troubleOf = (vm: Vm, say: Say): string | null =>
  vm.powerReason && !EXPECTED.includes(vm.powerReason.code) ? whyOf(vm, say) : null;

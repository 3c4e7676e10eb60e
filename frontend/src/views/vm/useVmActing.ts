/** What a button on a VM does, on the list and on the detail page alike: run it, or open its dialog or page. */

import { shallowRef } from "vue";
import { useRouter } from "vue-router";

import type { Action } from "@/actions/action";
import { useRunner } from "@/actions/run";
import type { Vm } from "@/api/types";

export type VmDialog = "edit" | "resize" | "publish" | "attach" | "give";

export function useVmActing() {
  const router = useRouter();
  const runner = useRunner<Vm>("vm");
  const dialog = shallowRef<{ id: VmDialog; vm: Vm } | null>(null);

  async function act(action: Action<Vm>, vm: Vm): Promise<void> {
    if (runner.reason(action, vm) !== null) return;
    if (action.run) await runner.run(action, vm);
    else if (action.id === "console") await router.push({ name: "vm", params: { uuid: vm.uuid }, query: { tab: "console" } });
    else dialog.value = { id: action.id as VmDialog, vm };
  }

  const labelOf = (action: Action<Vm>) => runner.say(`vm.action.${action.id}`);

  return { ...runner, act, labelOf, dialog };
}

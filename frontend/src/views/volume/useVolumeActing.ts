/** What a button on a disk does, in the row and in the side panel alike: run it, or open its dialog. */

import { shallowRef } from "vue";

import type { Action } from "@/actions/action";
import { useRunner } from "@/actions/run";
import type { Volume } from "@/api/types";

export type VolumeDialog = "edit" | "attach" | "give";

export function useVolumeActing() {
  const runner = useRunner<Volume>("volume");
  const dialog = shallowRef<{ id: VolumeDialog; volume: Volume } | null>(null);

  async function act(action: Action<Volume>, volume: Volume): Promise<void> {
    if (runner.reason(action, volume) !== null) return;
    if (action.run) await runner.run(action, volume);
    else dialog.value = { id: action.id as VolumeDialog, volume };
  }

  const labelOf = (action: Action<Volume>) => runner.say(`volume.action.${action.id}`);

  return { ...runner, act, labelOf, dialog };
}

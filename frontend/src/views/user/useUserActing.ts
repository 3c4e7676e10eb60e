/** What a button on a person does, in the list and on the group's page alike: run it, or open its dialog. */

import { shallowRef } from "vue";

import type { Action } from "@/actions/action";
import { useRunner } from "@/actions/run";
import type { User } from "@/api/types";

export type UserDialog = "edit" | "reset" | "giveAll" | "delete";

export function useUserActing() {
  const runner = useRunner<User>("user");
  const dialog = shallowRef<{ id: UserDialog; user: User } | null>(null);

  async function act(action: Action<User>, user: User): Promise<void> {
    if (runner.reason(action, user) !== null) return;
    if (action.run) await runner.run(action, user);
    else dialog.value = { id: action.id as UserDialog, user };
  }

  const labelOf = (action: Action<User>) => runner.say(`user.action.${action.id}`);

  return { ...runner, act, labelOf, dialog };
}

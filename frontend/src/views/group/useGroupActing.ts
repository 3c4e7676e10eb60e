/** What a button on a group does, in the list and on its page alike. */

import { shallowRef } from "vue";

import type { Action } from "@/actions/action";
import { useRunner } from "@/actions/run";
import type { UserGroup } from "@/api/types";

export function useGroupActing() {
  const runner = useRunner<UserGroup>("group");
  /** The group whose form is open; `new` for one to be made. */
  const edited = shallowRef<UserGroup | "new" | null>(null);

  /** Whether it was done at once. */
  async function act(action: Action<UserGroup>, group: UserGroup): Promise<boolean> {
    if (runner.reason(action, group) !== null) return false;
    if (action.run) return runner.run(action, group);
    edited.value = group;
    return false;
  }

  const labelOf = (action: Action<UserGroup>) => runner.say(`group.action.${action.id}`);

  return { ...runner, act, labelOf, edited };
}

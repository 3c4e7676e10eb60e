/** The present time, a few seconds coarse: one timer for all that show "how long ago". */

import { onScopeDispose, readonly, ref } from "vue";

const TICK_MS = 5_000;
const now = ref(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

export function useNow() {
  now.value = Date.now();
  if (users++ === 0) timer = setInterval(() => (now.value = Date.now()), TICK_MS);
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer);
  });
  return readonly(now);
}

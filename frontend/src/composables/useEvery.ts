/** Does something now and then while the page is looked at, and when it is looked at again: for what has no events. */

import { onScopeDispose } from "vue";

export function useEvery(ms: number, work: () => void): void {
  const workIfSeen = () => {
    if (!document.hidden) work();
  };
  const timer = setInterval(workIfSeen, ms);
  document.addEventListener("visibilitychange", workIfSeen);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", workIfSeen);
  });
}

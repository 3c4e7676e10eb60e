/** Does something now and then while the page is looked at: for what has no events. */

import { onScopeDispose } from "vue";

export function useEvery(ms: number, work: () => void): void {
  const timer = setInterval(() => {
    if (!document.hidden) work();
  }, ms);
  onScopeDispose(() => clearInterval(timer));
}

/** Keeps what a page shows fresh while the page is there. */

import { onBeforeUnmount, onMounted } from "vue";

export function useLook(...watched: readonly { look: () => () => void }[]): void {
  let ends: (() => void)[] = [];
  onMounted(() => (ends = watched.map((one) => one.look())));
  onBeforeUnmount(() => ends.forEach((end) => end()));
}

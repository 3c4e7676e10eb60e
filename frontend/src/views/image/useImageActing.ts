/** What a button on an image does: run it, and show what became of it, or open the page of its text. */

import { useRouter } from "vue-router";

import type { Action } from "@/actions/action";
import { useRunner } from "@/actions/run";
import type { Image } from "@/api/types";
import { useImages } from "@/stores/images";

export function useImageActing() {
  const router = useRouter();
  const images = useImages();
  const runner = useRunner<Image>("image");

  /** The catalogue tells of no change by itself. */
  async function act(action: Action<Image>, image: Image): Promise<void> {
    if (runner.reason(action, image) !== null) return;
    if (!action.run) await router.push({ name: "image-edit", params: { uuid: image.uuid } });
    else if (await runner.run(action, image)) await images.list.reload();
  }

  async function runMany(action: Action<Image>, chosen: readonly Image[]): Promise<void> {
    await runner.runMany(action, chosen);
    await images.list.reload();
  }

  const labelOf = (action: Action<Image>) => runner.say(`image.action.${action.id}`);

  return { ...runner, act, runMany, labelOf };
}

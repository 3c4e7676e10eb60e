/** Options of the suite: sizes on offer, words of filters, the screens' domain. */

import { defineStore } from "pinia";

import * as api from "@/api/spec_config";
import type { SpecConfigForm } from "@/api/types";

import { useWatched } from "./watched";

export const useSpecs = defineStore("specs", () => {
  const all = useWatched(api.all, { on: ["spec_config"] });

  /** A new option, or with `id` that one anew. */
  async function save(form: SpecConfigForm, id: number | undefined, key: string): Promise<void> {
    await (id === undefined ? api.create(form, key) : api.edit({ ...form, id }, key));
    await all.reload();
  }

  return { all, save };
});

/** The own API keys. */

import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";

import { asApiError, type ApiError } from "@/api/errors";
import type { ApiKey, NewApiKey } from "@/api/types";
import * as api from "@/api/user";

export const useKeys = defineStore("keys", () => {
  const keys = ref<ApiKey[] | null>(null);
  const error = shallowRef<ApiError | null>(null);

  async function load(): Promise<void> {
    try {
      [keys.value, error.value] = [await api.apiKeys(), null];
    } catch (thrown) {
      error.value = asApiError(thrown);
    }
  }

  /** The answer holds the key itself, which is told this once. */
  async function create(name: string, days: number): Promise<NewApiKey> {
    const made = await api.createApiKey(name, days);
    await load();
    return made;
  }

  async function remove(id: number): Promise<void> {
    await api.removeApiKey(id);
    await load();
  }

  return { keys, error, load, create, remove };
});

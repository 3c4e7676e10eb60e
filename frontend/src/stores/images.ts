/** The image catalogue: the list's page, where image files are kept, and the text of an image's YAML file. */

import { defineStore } from "pinia";
import { ref } from "vue";

import * as hostApi from "@/api/host";
import * as api from "@/api/image";
import type { Image, Operation } from "@/api/types";
import { onChange } from "@/events/bus";

import { usePaged } from "./paged";

/** The folder of images, and the server that exports it, where one does. Sizes in GiB. */
export interface ImageFolder {
  server: string;
  directory: string;
  total: number;
  used: number;
}

export const useImages = defineStore("images", () => {
  const list = usePaged({
    read: (query: api.ImageQuery) => api.page(query),
    type: "image",
    keyOf: (image: Image) => image.uuid,
  });
  const folder = ref<ImageFolder | null>(null);

  // Publishing writes into the folder, of which no event tells.
  onChange("operation", (change) => {
    if ((change.record as Partial<Operation>).kind === "image_publish") void list.reload();
  });

  async function loadFolder(): Promise<void> {
    const { img_vol_sto: images } = await hostApi.networkStorage();
    folder.value = { server: images.nfs_ip, directory: images.storage_dir, total: images.total_storage, used: images.used_storage };
  }

  /** The text of an image's file; null when there is no such file. */
  async function text(uuid: string): Promise<string | null> {
    return (await api.raw(uuid)).content ?? null;
  }

  /** What the catalogue makes of a file now. */
  async function find(uuid: string): Promise<Image | null> {
    return (await api.all()).find((image) => image.uuid === uuid) ?? null;
  }

  /** Write the text; a text that describes no image is kept all the same, and the answer says what is wrong with it. */
  async function save(uuid: string, content: string, key: string): Promise<Image | null> {
    await api.save(uuid, content, key);
    return find(uuid);
  }

  return { list, folder, loadFolder, text, find, save };
});

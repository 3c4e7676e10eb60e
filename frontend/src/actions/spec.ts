/** What can be done with an option of the suite. */

import { Delete, Edit } from "@element-plus/icons-vue";

import * as api from "@/api/spec_config";
import type { SpecConfig } from "@/api/types";

import type { Action } from "./action";

export const editSpec: Action<SpecConfig> = { id: "edit", icon: Edit, blocked: () => null };

export const deleteSpec: Action<SpecConfig> = {
  id: "delete",
  icon: Delete,
  danger: true,
  blocked: () => null,
  confirm: ([option], say) => ({
    title: `${say("common.delete")}: ${option?.value ?? ""}`,
    text: say("system.config.deleteConfirm"),
    lost: [`${say(`system.config.type.${option?.type ?? ""}`)}: ${option?.value ?? ""} (${option?.description ?? ""})`],
    typed: option?.value ?? "",
    ok: say("common.delete"),
    danger: true,
  }),
  run: (option) => api.remove(option.id ?? 0),
};

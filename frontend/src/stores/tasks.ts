/** All tasks, ended ones too: the page that lists them. What goes on now is in `operations`. */

import { defineStore } from "pinia";

import * as api from "@/api/operation";
import type { Operation } from "@/api/types";

import { fromRecord } from "./operations";
import { usePaged } from "./paged";

export const useTasks = defineStore("tasks", () => {
  const list = usePaged({
    read: (query: api.OperationQuery) => api.page(query),
    type: "operation",
    view: fromRecord,
    keyOf: (operation: Operation) => operation.uuid,
  });

  return { list };
});

/** Trying a task again and stopping one: asked and told alike in the drawer and on the page of all tasks. */

import { useI18n } from "vue-i18n";
import { useRouter } from "vue-router";

import type { Operation } from "@/api/types";
import { useConfirm } from "@/composables/useConfirm";
import { useNotice } from "@/composables/useNotice";
import { isBegunAnew, useOperations } from "@/stores/operations";

/** Asked for again only by whoever types the name, as at the first time. */
const LOSES: readonly string[] = ["vm_delete", "vm_forget", "volume_delete"];

export function useTaskActing() {
  const { t } = useI18n();
  const router = useRouter();
  const operations = useOperations();
  const notice = useNotice();
  const { ask } = useConfirm();

  const nameOf = (operation: Operation) => operation.targetName ?? operations.nameOf(operation.targetUuid);
  const titled = (operation: Operation) => ({
    title: `${t(`operation.kind.${operation.kind}`)}: ${nameOf(operation)}`,
    danger: true,
  });

  async function retry(operation: Operation): Promise<void> {
    if (isBegunAnew(operation)) {
      await router.push({ name: "vm-create", query: { like: operation.targetUuid } });
      return;
    }
    if (operation.status === "undone" && LOSES.includes(operation.kind)) {
      const sure = { ...titled(operation), text: t("operation.loseConfirm"), typed: nameOf(operation), ok: t("operation.retry") };
      if ((await ask(sure)) === null) return;
    }
    try {
      await operations.retry(operation);
      notice.done(t("operation.retried"));
    } catch (error) {
      notice.failed(error);
    }
  }

  async function cancel(operation: Operation): Promise<void> {
    if ((await ask({ ...titled(operation), text: t("operation.cancelConfirm"), ok: t("operation.cancel") })) === null) return;
    await operations.cancel(operation).catch(notice.failed);
  }

  return { retry, cancel };
}

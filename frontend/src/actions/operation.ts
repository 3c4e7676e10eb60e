/** Trying a task again and stopping one: asked and told alike in the drawer and on the page of all tasks. */

import { useI18n } from "vue-i18n";
import { useRouter } from "vue-router";

import type { Operation } from "@/api/types";
import { useConfirm } from "@/composables/useConfirm";
import { useNotice } from "@/composables/useNotice";
import { isBegunAnew, useOperations } from "@/stores/operations";

export function useTaskActing() {
  const { t } = useI18n();
  const router = useRouter();
  const operations = useOperations();
  const notice = useNotice();
  const { ask } = useConfirm();

  async function retry(operation: Operation): Promise<void> {
    if (isBegunAnew(operation)) {
      await router.push({ name: "vm-create", query: { like: operation.targetUuid } });
      return;
    }
    try {
      await operations.retry(operation);
      notice.done(t("operation.retried"));
    } catch (error) {
      notice.failed(error);
    }
  }

  async function cancel(operation: Operation): Promise<void> {
    const name = operation.targetName ?? operations.nameOf(operation.targetUuid);
    const title = `${t(`operation.kind.${operation.kind}`)}: ${name}`;
    if ((await ask({ title, text: t("operation.cancelConfirm"), ok: t("operation.cancel"), danger: true })) === null) return;
    await operations.cancel(operation).catch(notice.failed);
  }

  return { retry, cancel };
}

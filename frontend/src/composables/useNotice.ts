/** Short results in the corner, and failures with what went wrong and how to go on. */

import { ElMessage, ElNotification } from "element-plus";
import { h } from "vue";
import { useI18n } from "vue-i18n";

import { asApiError } from "@/api/errors";

const FAILURE_STAYS_MS = 12_000;

export function useNotice() {
  const { t } = useI18n();

  function done(text: string): void {
    ElMessage({ type: "success", message: text, grouping: true });
  }

  /** A failure in the user's words, with the server's sentence and a hint. */
  function failed(thrown: unknown): void {
    const error = asApiError(thrown);
    if (error.kind === "unauthenticated") return;
    const wait = error.retryAfter === null ? t(`error.hint.${error.kind}`) : t("error.retryAfter", { n: error.retryAfter });
    const lines = error.isAway ? [t("error.away")] : [error.log, wait];
    ElNotification({
      type: "error",
      title: error.isAway ? t("error.title") : error.message,
      message: h("div", { class: "notice" }, lines.map((line) => h("p", line))),
      duration: FAILURE_STAYS_MS,
      customClass: "notice-box",
    });
  }

  return { done, failed };
}

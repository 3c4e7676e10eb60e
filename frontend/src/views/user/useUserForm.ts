/** What the forms for a new and a known person have in common: what is wrong with what is typed, and whether it can go. */

import { computed } from "vue";
import { useI18n } from "vue-i18n";

import { shortProblem } from "@/composables/rules";

import type { Fields } from "./UserFields.vue";

const TEXTS = ["name", "telephone", "email"] as const;

/** `refused` are the server's words by field. */
export function useUserForm(form: Fields, refused: Record<string, string>) {
  const { t } = useI18n();
  const problems = computed(() => TEXTS.map((name) => [name, shortProblem(form[name])] as const).filter(([, key]) => key));
  const shown = computed(() => ({ ...refused, ...Object.fromEntries(problems.value.map(([name, key]) => [name, t(key)])) }));
  const ready = computed(() => problems.value.length === 0 && (form.groupId !== undefined || form.role === "SUPER_ADMIN"));
  const KNOWN = [...TEXTS, "role", "groupId"];

  return { shown, ready, KNOWN };
}

/** The two languages: English and Chinese. The browser's is taken unless the user has chosen. */

import { createI18n } from "vue-i18n";

import en from "./en";
import zh from "./zh";

export type Language = "en" | "zh";
export type Words = typeof en;

const KEPT = "kubeiaas.language";

export const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: "en", label: "English" },
  { value: "zh", label: "中文" },
];

/** What the user chose before, else what the browser prefers. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: "en",
  messages: { en, zh },
});

export function currentLanguage(): Language {
  return i18n.global.locale.value;
}

/** Switch, and keep it for the next visit. */
export function setLanguage(language: Language): void {
  i18n.global.locale.value = language;
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

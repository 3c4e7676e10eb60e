/** What the user likes: theme, folded menu, rows per page. Kept in the browser. The language is kept by `i18n`. */

import { defineStore } from "pinia";
import { ref, watch } from "vue";

const KEPT = "kubeiaas.preferences";
export type Theme = "auto" | "light" | "dark";

interface Kept {
  theme: Theme;
  menuFolded: boolean;
  pageSize: number;
  tasksOpen: boolean;
}

const FIRST: Kept = { theme: "auto", menuFolded: false, pageSize: 20, tasksOpen: false };

export const usePreferences = defineStore("preferences", () => {
  const kept = read();
  const theme = ref(kept.theme);
  const menuFolded = ref(kept.menuFolded);
  const pageSize = ref(kept.pageSize);
  const tasksOpen = ref(kept.tasksOpen);

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const isDark = theme.value === "dark" || (theme.value === "auto" && dark.matches);
    document.documentElement.classList.toggle("dark", isDark);
  };
  dark.addEventListener("change", apply);
  watch(theme, apply, { immediate: true });
  watch([theme, menuFolded, pageSize, tasksOpen], () => {
    const now: Kept = {
      theme: theme.value,
      menuFolded: menuFolded.value,
      pageSize: pageSize.value,
      tasksOpen: tasksOpen.value,
    };
    localStorage.setItem(KEPT, JSON.stringify(now));
  });

  return { theme, menuFolded, pageSize, tasksOpen };
});

function read(): Kept {
  try {
    return { ...FIRST, ...(JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Kept>) };
  } catch {
    return FIRST;
  }
}

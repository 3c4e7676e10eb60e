/** What jsdom lacks, and a clean slate for each test. */

import { createPinia, setActivePinia } from "pinia";
import { beforeEach, vi } from "vitest";

import { silence } from "@/events/bus";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));

beforeEach(() => {
  silence();
  localStorage.clear();
  setActivePinia(createPinia());
});

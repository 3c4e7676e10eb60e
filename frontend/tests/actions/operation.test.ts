import { flushPromises, mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import { defineComponent } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { useTaskActing } from "@/actions/operation";
import type { Operation } from "@/api/types";
import { useConfirm } from "@/composables/useConfirm";
import { i18n } from "@/i18n";

import { ok, serve } from "../helpers";

const none = { template: "<i />" };
const task = (kind: string, status = "undone") =>
  ({ uuid: "o1", kind, status, targetUuid: "v1", targetName: "web", updateTime: 1 }) as Operation;

async function acting() {
  const routes = [{ path: "/", component: none }, { path: "/vms/new", name: "vm-create", component: none }];
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push("/");
  let found!: ReturnType<typeof useTaskActing>;
  mount(defineComponent({ setup: () => ((found = useTaskActing()), () => null) }), { global: { plugins: [router, i18n] } });
  return { ...found, router, asked: serve(() => ok({ uuid: "o2", kind: "vm_delete", status: "running", updateTime: 2 })) };
}

it("asks for the same again at once, but deletes only for whoever types the name again", async () => {
  const { retry, asked } = await acting();
  const { asked: question } = useConfirm();
  await retry(task("volume_attach"));
  expect(asked.map((one) => one.path)).toEqual(["/api/operation/retry"]);

  const refused = retry(task("vm_delete"));
  expect(question.value?.question).toMatchObject({ typed: "web", danger: true });
  question.value?.answer(null);
  await refused;
  expect(asked).toHaveLength(1);

  const meant = retry(task("vm_delete"));
  question.value?.answer(new Set());
  await meant;
  expect(asked).toHaveLength(2);
});

it("goes on with a deletion that is stuck without a question: it was begun", async () => {
  const { retry, asked } = await acting();
  await retry(task("vm_delete", "stuck"));
  expect(asked).toHaveLength(1);
});

it("begins a failed creation anew in the form", async () => {
  const { retry, asked, router } = await acting();
  await retry(task("vm_create"));
  await flushPromises();
  expect(router.currentRoute.value.fullPath).toBe("/vms/new?like=v1");
  expect(asked).toHaveLength(0);
});

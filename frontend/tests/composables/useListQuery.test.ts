import { flushPromises, mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { useListQuery } from "@/composables/useListQuery";

/** A page of a list at an address; `load` is what it asks for. */
async function opened(address: string) {
  const load = vi.fn();
  let list: ReturnType<typeof useListQuery<"status", "name" | "size">> | undefined;
  const page = defineComponent(() => {
    list = useListQuery({ filters: ["status"], sorts: ["name", "size"] }, () => 20, load);
    return () => h("div");
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/", name: "list", component: page }] });
  await router.push(address);
  mount(page, { global: { plugins: [router] } });
  if (!list) throw new Error("it was not set up");
  const settled = { list, load, at: () => router.currentRoute.value.query };
  await flushPromises();
  return settled;
}

const last = (load: ReturnType<typeof vi.fn>) => load.mock.calls.at(-1)?.[0] as object;

it("asks for what the address says, and for nothing that the server does not know", async () => {
  const { load } = await opened("/?page=3&size=50&status=ACTIVE&sort=size&order=desc");
  expect(last(load)).toEqual({ page: 3, size: 50, status: "ACTIVE", sort: "size", order: "desc" });
  const odd = await opened("/?page=-1&size=7&sort=password&order=sideways");
  expect(last(odd.load)).toEqual({ page: 1, size: 20, status: "", sort: undefined, order: "asc" });
});

it("sorts up, down and no more, each from the first page", async () => {
  const { list, load, at } = await opened("/?page=3&status=ACTIVE");
  list.sortBy("name");
  await flushPromises();
  expect(at()).toEqual({ status: "ACTIVE", sort: "name" });
  list.sortBy("name");
  await flushPromises();
  expect(at()).toEqual({ status: "ACTIVE", sort: "name", order: "desc" });
  expect(last(load)).toMatchObject({ page: 1, sort: "name", order: "desc" });
  list.sortBy("size");
  await flushPromises();
  expect(at()).toEqual({ status: "ACTIVE", sort: "size" });
  list.sortBy("size");
  await flushPromises();
  list.sortBy("size");
  await flushPromises();
  expect(at()).toEqual({ status: "ACTIVE" });
});

it("keeps the order when a page is turned, and begins anew with a filter", async () => {
  const { list, at } = await opened("/?sort=name");
  list.set({ page: 2 });
  await flushPromises();
  expect(at()).toEqual({ sort: "name", page: "2" });
  list.set({ status: "STOPPED" });
  await flushPromises();
  expect(at()).toEqual({ sort: "name", status: "STOPPED" });
  expect(list.isFiltered.value).toBe(true);
  list.reset();
  await flushPromises();
  expect(at()).toEqual({ sort: "name" });
});

import { mount } from "@vue/test-utils";
import { defineComponent, h } from "vue";
import { beforeEach, expect, it, vi } from "vitest";

import type { Action } from "@/actions/action";
import { useRunner } from "@/actions/run";
import { ApiError } from "@/api/errors";
import { useConfirm } from "@/composables/useConfirm";
import { i18n } from "@/i18n";

interface Thing {
  uuid: string;
  name: string;
  ready: boolean;
}

const things = (...ready: boolean[]): Thing[] => ready.map((yes, index) => ({ uuid: `u${index}`, name: `n${index}`, ready: yes }));
const run = vi.fn<(thing: Thing) => Promise<void>>();
const action: Action<Thing> = {
  id: "stop",
  icon: defineComponent(() => () => h("i")),
  blocked: (thing) => (thing.ready ? null : { key: "vm.blocked.unplaced" }),
  run,
};
const asking: Action<Thing> = { ...action, confirm: () => ({ title: "sure?", text: "it goes", ok: "yes" }) };

function runner() {
  let made: ReturnType<typeof useRunner<Thing>> | undefined;
  mount(defineComponent(() => { made = useRunner<Thing>("vm"); return () => h("p"); }), { global: { plugins: [i18n] } });
  return made!;
}

beforeEach(() => {
  run.mockReset().mockResolvedValue();
});

it("does it once, however often it is clicked", async () => {
  const runs = runner();
  let end: () => void = () => undefined;
  run.mockReturnValueOnce(new Promise((resolve) => (end = resolve)));
  const first = runs.run(action, things(true)[0]!);
  expect(await runs.run(action, things(true)[0]!)).toBe(false);
  end();
  expect(await first).toBe(true);
  expect(run).toHaveBeenCalledOnce();
});

it("does nothing without the yes that it asks for", async () => {
  const runs = runner();
  const { asked } = useConfirm();
  const done = runs.run(asking, things(true)[0]!);
  expect(asked.value?.question.title).toBe("sure?");
  asked.value?.answer(null);
  expect(await done).toBe(false);
  expect(run).not.toHaveBeenCalled();
});

it("says of each of many what became of it: one failure stops no other", async () => {
  const runs = runner();
  run.mockImplementation((thing) =>
    thing.uuid === "u1" ? Promise.reject(new ApiError(202.04, "wrong_state", "VM stop failed", "it is being copied")) : Promise.resolve(),
  );
  await runs.runMany(action, things(true, true, false, true));
  expect(runs.bulk.value!.results.map((result) => [result.state, result.reason])).toEqual([
    ["ok", undefined],
    ["failed", "it is being copied"],
    ["skipped", "This VM was never placed on a host; it can only be deleted."],
    ["ok", undefined],
  ]);
});

it("asks once for many, and tells how many are left out", async () => {
  const runs = runner();
  const { asked } = useConfirm();
  const done = runs.runMany(asking, things(true, false));
  expect(asked.value?.question.text).toContain("1 of 2");
  asked.value?.answer(new Set());
  await done;
  expect(run).toHaveBeenCalledOnce();
});

import { describe, expect, it } from "vitest";

import { volumeAction, volumeActions, type VolumeActionId } from "@/actions/volume";
import type { Vm, Volume, VolumeStatus } from "@/api/types";

import { ok, serve } from "../helpers";

const say = (key: string, values: Record<string, unknown> = {}) => `${key} ${Object.values(values).join(" ")}`.trim();
const disk = (status: VolumeStatus, more: Partial<Volume> = {}): Volume => ({ uuid: "d1", name: "data", size: 20, status, ...more });
const on = (status: Vm["status"]): Partial<Volume> => ({ instanceUuid: "v1", instanceVm: { uuid: "v1", name: "web", status } });
const allowed = (one: Volume) => volumeActions.filter((action) => action.blocked(one, say) === null).map((action) => action.id);
const why = (id: VolumeActionId, one: Volume) => volumeAction(id).blocked(one, say)?.key;

describe("what can be done", () => {
  it.each<[VolumeStatus, Partial<Volume>, VolumeActionId[]]>([
    ["AVAILABLE", {}, ["attach", "edit", "delete"]],
    ["ATTACHED", on("ACTIVE"), ["detach", "edit"]],
    ["ATTACHED", on("SUSPENDED"), ["edit"]],
    ["AVAILABLE", { operationUuid: "o" }, ["edit"]],
    ["CREATING", { operationUuid: "o" }, ["edit"]],
    ["CREATING", {}, ["edit", "delete"]],
    ["ERROR", {}, ["edit", "delete"]],
    ["DELETING", { operationUuid: "o" }, []],
  ])("with a disk that is %s %o", (status, more, ids) => {
    expect(allowed(disk(status, more))).toEqual(ids);
  });

  it("is said with the reason when it cannot", () => {
    expect(why("delete", disk("ATTACHED", on("ACTIVE")))).toBe("volume.blocked.detachFirst");
    expect(why("attach", disk("ATTACHED", on("ACTIVE")))).toBe("volume.blocked.attached");
    expect(why("detach", disk("AVAILABLE"))).toBe("volume.blocked.free");
    expect(why("detach", disk("ATTACHED", on("SUSPENDED")))).toBe("volume.blocked.suspended");
    expect(why("attach", disk("AVAILABLE", { operationUuid: "o" }))).toBe("volume.blocked.busy");
  });
});

it("asks more gravely before it takes a disk out of a guest that runs", () => {
  const ask = volumeAction("detach").confirm!;
  expect(ask([disk("ATTACHED", on("STOPPED"))], say)).toMatchObject({ text: "volume.confirm.detach", lost: [], danger: false });
  const hot = ask([disk("ATTACHED", on("ACTIVE"))], say);
  expect(hot).toMatchObject({ text: "volume.confirm.detachHot", danger: true });
  expect(hot.lost).toEqual(["volume.confirm.unwritten data web"]);
});

it("names what deleting loses, and wants the name, or of many the word", () => {
  const ask = volumeAction("delete").confirm!;
  expect(ask([disk("AVAILABLE")], say)).toMatchObject({ lost: ["volume.confirm.lost data 20"], typed: "data", danger: true });
  expect(ask([disk("AVAILABLE"), disk("ERROR")], say)).toMatchObject({ typed: "volume.confirm.typeDelete" });
});

it("detaches from the VM that has it", async () => {
  const asked = serve(() => ok({ message: "success" }));
  await volumeAction("detach").run!(disk("ATTACHED", on("ACTIVE")), new Set());
  await volumeAction("delete").run!(disk("AVAILABLE"), new Set());
  expect(asked.map(({ path, body }) => [path, body])).toEqual([
    ["/api/volume/detach", { vmUuid: "v1", volumeUuid: "d1" }],
    ["/api/volume/delete", { volumeUuid: "d1" }],
  ]);
});

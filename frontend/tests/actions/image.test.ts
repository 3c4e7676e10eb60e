import { beforeEach, describe, expect, it } from "vitest";

import { imageAction, imageActions, nameOf, problemOf, type ImageActionId } from "@/actions/image";
import { i18n } from "@/i18n";
import en from "@/i18n/en/image";
import zh from "@/i18n/zh/image";
import type { Image, Role, User } from "@/api/types";
import { useSession } from "@/stores/session";

import { ok, serve } from "../helpers";

const say = (key: string, values: Record<string, unknown> = {}) => `${key} ${Object.values(values).join(" ")}`.trim();
const image = (more: Partial<Image> = {}): Image => ({ uuid: "guest.yaml", name: "guest", status: "AVAILABLE", directory: "images/guest.qcow2", ...more });
const published = (isPublic: boolean) => image({ userId: 7, groupId: 3, isPublic });
const allowed = (one: Image) => imageActions.filter((action) => action.blocked(one, say) === null).map((action) => action.id);

function signedIn(role: Role, id = 7, groupId = 3): void {
  useSession().user = { id, groupId, role, username: "u" } as User;
}

describe("what can be done", () => {
  it.each<[Role, number, number, Image, ImageActionId[]]>([
    ["SUPER_ADMIN", 1, 0, image(), ["edit", "view", "delete"]],
    ["SUPER_ADMIN", 1, 0, published(false), ["edit", "view", "share", "delete"]],
    ["SUPER_ADMIN", 1, 0, image({ status: "CREATING" }), ["view"]],
    ["MEMBER", 7, 3, image(), ["view"]],
    ["MEMBER", 7, 3, published(true), ["view", "unshare", "delete"]],
    ["MEMBER", 8, 3, published(true), ["view"]],
    ["GROUP_LEADER", 8, 3, published(false), ["view", "share", "delete"]],
    ["GROUP_LEADER", 8, 4, published(true), ["view"]],
  ])("by a %s (%i, group %i)", (role, id, group, one, ids) => {
    signedIn(role, id, group);
    expect(allowed(one)).toEqual(ids);
  });

  it("is nothing to a leader without a group, whose group an image of nobody's only seems to share", () => {
    useSession().user = { id: 8, role: "GROUP_LEADER", username: "u" } as User;
    expect(allowed(image())).toEqual(["view"]);
  });

  it("is said with the reason when it cannot", () => {
    signedIn("MEMBER", 8);
    expect(imageAction("delete").blocked(image(), say)?.key).toBe("image.blocked.administrators");
    expect(imageAction("delete").blocked(published(true), say)?.key).toBe("image.blocked.notMine");
    expect(imageAction("share").blocked(image(), say)?.key).toBe("image.blocked.everybodys");
  });
});

describe("what is wrong", () => {
  const { t, te } = i18n.global;
  const told = (more: Partial<Image>) => problemOf(image({ status: "ERROR", ...more }), t, te);

  it("is said in the user's language, with the file's name", () => {
    i18n.global.locale.value = "zh";
    expect(told({ problem: "file guest.qcow2 is cut off", problemCode: "cut_off" })).toContain("guest.qcow2 不完整");
    i18n.global.locale.value = "en";
    expect(told({ problem: "file guest.qcow2 is cut off", problemCode: "cut_off" })).toMatch(/^guest\.qcow2 is cut off\./);
  });

  it("is what the server says where there are no words", () => {
    expect(told({ problem: "line 2: no", problemCode: "description" })).toBe("line 2: no");
    expect(told({ problem: "something new", problemCode: "new" })).toBe("something new");
    expect(told({ problem: "of old" })).toBe("of old");
  });

  it("has words in both languages", () => {
    expect(Object.keys(zh.problem)).toEqual(Object.keys(en.problem));
  });
});

describe("deleting", () => {
  beforeEach(() => signedIn("SUPER_ADMIN"));
  const remove = imageAction("delete");

  it("names the files that go, and wants the name", () => {
    const asked = remove.confirm!([image({ childImages: [{ uuid: "d", directory: "images/virtio.iso" }] })], say);
    expect(asked.lost!.join()).toMatch(/guest guest\.yaml.*guest\.qcow2.*virtio\.iso/);
    expect(asked.typed).toBe("guest");
  });

  it("knows a broken file by the file's name", () => {
    const broken = image({ name: "NA", status: undefined, problem: "line 2: no", directory: undefined });
    expect(nameOf(broken)).toBe("guest.yaml");
    expect(remove.confirm!([broken], say)).toMatchObject({ typed: "guest.yaml", lost: ["image.confirm.lostText guest.yaml guest.yaml"] });
  });

  it("insists only when that was chosen", async () => {
    const asked = serve(() => ok({ message: "success" }));
    await remove.run!(image(), new Set());
    await remove.run!(image(), new Set(["force"]));
    expect(asked.map(({ body }) => body)).toEqual([{ uuid: "guest.yaml", force: false }, { uuid: "guest.yaml", force: true }]);
  });
});

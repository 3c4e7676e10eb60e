import { describe, expect, it } from "vitest";

import { troubleOf, whyOf } from "@/actions/powerReason";
import type { Vm } from "@/api/types";
import en from "@/i18n/en";
import zh from "@/i18n/zh";

const say = (key: string, values: Record<string, unknown> = {}) => `${key} ${Object.values(values).join("|")}`.trim();
const vm = (powerReason?: Vm["powerReason"]): Vm => ({ uuid: "v1", host: { name: "n1" }, ...(powerReason && { powerReason }) });

describe("why a VM is off", () => {
  it("is said with what belongs to it", () => {
    const full = vm({ code: "disk_full", disk: "vdb", message: "" });
    expect(whyOf(full, say)).toBe("vm.reason.disk_full vdb||n1");
    expect(troubleOf(full, say)).toBe(whyOf(full, say));
  });

  it("is no trouble where its owner did it", () => {
    expect(troubleOf(vm({ code: "stopped", message: "" }), say)).toBeNull();
    expect(whyOf(vm({ code: "stopped", message: "" }), say)).not.toBeNull();
    expect(whyOf(vm(), say)).toBeNull();
  });

  it("has words for every reason in both languages", () => {
    const codes = Object.keys(en.vm.reason).sort();
    expect(Object.keys(zh.vm.reason).sort()).toEqual(codes);
    expect(codes).toHaveLength(15);
  });
});

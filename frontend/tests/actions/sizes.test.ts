import { describe, expect, it } from "vitest";

import { boundsOf, countedOf } from "@/actions/sizes";
import type { Vm } from "@/api/types";

const vm = (fields: Partial<Vm>): Vm => ({ uuid: "1", cpus: 2, memory: 4, maxCpus: 16, maxMemory: 16, ...fields }) as Vm;

describe("the ends of a resize", () => {
  it("a running VM grows as far as its machine has room", () => {
    expect(boundsOf(vm({ status: "ACTIVE" }))).toEqual({ least: { cpus: 2, memory: 4 }, most: { cpus: 16, memory: 16 } });
  });

  it("a stopped one can be given any size", () => {
    expect(boundsOf(vm({ status: "STOPPED" }))).toEqual({ least: { cpus: 1, memory: 1 }, most: { cpus: 512, memory: 16384 } });
  });
});

describe("what is counted", () => {
  it("is told where it is more than the VM was given", () => {
    expect(countedOf(vm({ domainCpus: 1, domainMemory: 16 }))).toEqual({ cpus: 2, memory: 16 });
  });

  it("is not told otherwise", () => {
    expect(countedOf(vm({ domainCpus: 2, domainMemory: 4 }))).toBeNull();
    expect(countedOf(vm({}))).toBeNull();
  });
});

import { describe, expect, it } from "vitest";

import type { Host, Operation, Segment } from "@/api/types";
import { resourcesOf } from "@/views/home/resources";
import { stepsOf, type Known } from "@/views/home/steps";
import { gravestFirst, ofHosts, ofResources, ofServices, ofTasks } from "@/views/home/warnings";

const HOSTS = {
  total_node: 2, active_node: 1, total_vcpu: 100, used_vcpu: 95, total_mem: 0, used_mem: 8, total_sys_storage: 10, used_sys_storage: 11, used_storage: 12,
  total_data_storage: 200, used_data_storage: 20, total_img_storage: 0, used_img_storage: 0,
};
const IPS = { private_total: 250, private_used: 25, public_total: 0, public_used: 0 };

it("has v1's seven resources, clockwise from the top", () => {
  expect(resourcesOf(HOSTS, IPS).map(({ id, used, total, percent }) => [id, used, total, percent])).toEqual([
    ["vcpu", 95, 100, 95], ["publicIps", 0, 0, null], ["privateIps", 25, 250, 10], ["images", 0, 0, null],
    ["volumes", 20, 200, 10], ["nodes", 12, 10, 100], ["memory", 8, 0, null],
  ]);
});

describe("warnings", () => {
  it("are of hosts that are away, cannot or complain", () => {
    const hosts: Host[] = [
      { name: "a", status: "OFFLINE", warnings: ["VMs are simulated"] },
      { name: "b", status: "ERROR", problem: "no libvirt" },
      { name: "c", status: "READY", warnings: [] },
    ];
    expect(ofHosts(hosts).map(({ text, grave }) => [text.key, grave])).toEqual([
      ["home.warning.offline", true], ["system.warning.simulated.text", false], ["home.warning.problem", true],
    ]);
  });

  it("are of services, of what is nearly full and of failed tasks; the gravest come first", () => {
    const full = ofResources(resourcesOf(HOSTS, IPS), (id) => id);
    expect(full.map(({ text, grave }) => [text.values?.["name"], grave])).toEqual([["vcpu", false], ["nodes", true]]);
    const task = { uuid: "o", kind: "vm_start", targetType: "vm", targetUuid: "v", error: "no room" } as Operation;
    const tasks = ofTasks([task], (kind) => `<${kind}>`, () => "web");
    expect(tasks[0]).toMatchObject({ text: { values: { task: "<vm_start>", name: "web", error: "no room" } }, to: { name: "vm" } });
    const all = gravestFirst([...full, ...ofServices([{ service: "noVNC", node: "a" }]), ...tasks]);
    expect(all.map(({ grave }) => grave)).toEqual([true, true, true, false]);
  });
});

describe("first steps", () => {
  const ready: Host = { name: "a", vCPU: 8, memory: 8, storage: 8 };
  const known = (more: Partial<Known> = {}): Known => ({
    mustChangePassword: false, services: { total: 8, active: 8 }, hosts: [ready], segments: [{ type: "PRIVATE" }] as Segment[], images: 1, vms: 1, ...more,
  });
  const open = (more: Partial<Known>) => stepsOf(known(more), true).filter((step) => step.done === false).map((step) => step.id);

  it.each<[Partial<Known>, string[]]>([
    [{}, []],
    [{ mustChangePassword: true }, ["password"]],
    [{ services: { total: 8, active: 7 } }, ["services"]],
    [{ hosts: [ready, { ...ready, storage: 0 }] }, ["limits"]],
    [{ hosts: [] }, ["limits"]],
    [{ segments: [{ type: "PUBLIC" }] as Segment[] }, ["segments"]],
    [{ images: 0, vms: 0 }, ["images", "vms"]],
  ])("%j leaves %j to do", (more, ids) => expect(open(more)).toEqual(ids));

  it("says nothing of what is not known yet", () => {
    const unknown = known({ services: null, hosts: null, segments: null, images: undefined, vms: undefined });
    expect(stepsOf(unknown, true).map((step) => step.done)).toEqual([true, null, null, null, null, null]);
  });

  it("are fewer for who is no administrator, and lead to no page that is closed to them", () => {
    const steps = stepsOf(known({ services: null, hosts: null, segments: null, vms: 0 }), false);
    expect(steps.map(({ id, to }) => [id, to?.name])).toEqual([["password", undefined], ["images", undefined], ["vms", "vm-create"]]);
  });
});

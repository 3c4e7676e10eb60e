import { expect, it } from "vitest";

import { explained } from "@/composables/hostWarnings";
import { i18n } from "@/i18n";

/** As the agent writes them. */
const TOLD: readonly [string, string, object][] = [
  ["VMs are simulated", "simulated", {}],
  ["no KVM, /dev/kvm cannot be opened (No such file): VMs are emulated in software and slow", "noKvm", { why: "/dev/kvm cannot be opened (No such file)" }],
  ["VIRT_TYPE is qemu: VMs are emulated in software and slow", "emulated", { type: "qemu" }],
  ["3 VMs of others are here and left alone", "foreign", { n: "3" }],
  ["DHCP does not work: dnsmasq ended", "dhcpDown", { why: "dnsmasq ended" }],
  ["DHCP_NODE names other hosts, so guests here get no address from the suite; empty, every host serves", "dhcpElsewhere", {}],
  ["interface br9 of a segment does not exist on this host", "noInterface", { name: "br9" }],
  ["interface br9 has no IPv4 address: DHCP cannot answer there", "noAddress", { name: "br9" }],
  ["guests on br9 cannot be heard: ip failed", "unheard", { name: "br9", why: "ip failed" }],
  ["segment lan is not served by DHCP: bad netmask", "notServed", { name: "lan", why: "bad netmask" }],
  ["segment lan gets gateway and DNS of segment 4: both are in 10.0.0.0/24", "sharedNetwork", { name: "lan", other: "4" }],
  ["2 dead processes are not taken away here (dnsmasq, qemu-system-x86), so VMs do not stop: process 1 has to; in a container use …", "unreaped", { n: "2", names: "dnsmasq, qemu-system-x86" }],
  ["the disk of sys-volumes, base is nearly full", "diskLow", { name: "sys-volumes, base" }],
  ["the disk of data-volumes is full", "diskFull", { name: "data-volumes" }],
  ["the disk of agent-state is out of inodes: it takes no more files", "diskInodes", { name: "agent-state" }],
  ["the disk of images is read-only", "diskReadOnly", { name: "images" }],
  ["the disk of images is not answering", "diskSilent", { name: "images" }],
  ["this host's memory is used up: QEMU and dnsmasq may be ended by the kernel", "memoryShort", {}],
  ["something new | {odd} @here", "other", { text: "something new | {odd} @here" }],
];

it.each(TOLD)("explains %j", (text, id, values) => {
  expect(explained(text)).toEqual({ id, values });
  for (const locale of ["en", "zh"] as const) {
    i18n.global.locale.value = locale;
    const said = i18n.global.t(`system.warning.${id}.text`, values as Record<string, string>);
    for (const value of Object.values(values)) expect(said).toContain(value);
    expect(i18n.global.te(`system.warning.${id}.hint`)).toBe(true);
  }
});

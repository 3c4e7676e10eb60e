/** What a host warns of, in the user's words, and what to do about it. Hosts write English sentences. */

export interface Explained {
  /** Below `system.warning`: `<id>.text` and `<id>.hint`. */
  id: string;
  values: Record<string, string>;
}

const KNOWN: readonly [string, RegExp][] = [
  ["simulated", /^VMs are simulated$/],
  ["noKvm", /^no KVM, (?<why>.+): VMs are emulated/],
  ["emulated", /^VIRT_TYPE is (?<type>\S+): VMs are emulated/],
  ["foreign", /^(?<n>\d+) VMs of others are here/],
  ["dhcpDown", /^DHCP does not work: (?<why>.+)/],
  ["dhcpElsewhere", /^DHCP_NODE names other hosts/],
  ["noInterface", /^interface (?<name>.+) of a segment does not exist/],
  ["noAddress", /^interface (?<name>.+) has no IPv4 address/],
  ["unheard", /^guests on (?<name>.+) cannot be heard: (?<why>.+)/],
  ["notServed", /^segment (?<name>.+) is not served by DHCP: (?<why>.+)/],
  ["unreaped", /^(?<n>\d+) dead processes are not taken away here \((?<names>[^)]+)\)/],
  ["sharedNetwork", /^segment (?<name>.+) gets gateway and DNS of segment (?<other>\S+):/],
  ["diskLow", /^the disk of (?<name>.+) is nearly full/],
  ["diskFull", /^the disk of (?<name>.+) is full/],
  ["diskInodes", /^the disk of (?<name>.+) is out of inodes/],
  ["diskReadOnly", /^the disk of (?<name>.+) is read-only/],
  ["diskSilent", /^the disk of (?<name>.+) is not answering/],
  ["memoryShort", /^this host's memory is used up/],
];

export function explained(text: string): Explained {
  for (const [id, pattern] of KNOWN) {
    const found = pattern.exec(text);
    if (found) return { id, values: { ...found.groups } };
  }
  return { id: "other", values: { text } };
}

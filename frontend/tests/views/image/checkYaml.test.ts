import { expect, it } from "vitest";

import { checkYaml, lineOfKey } from "@/views/image/checkYaml";

const GOOD = `image:
  name: Guest
  filename: guest.qcow2
  spec:
    vd_size: 20
    format: qcow2
child_images:
  - uuid: drivers
    filename: virtio.iso
`;
const found = (text: string) => checkYaml(text).map(({ line, grave, key }) => [line, grave ? "grave" : "light", key]);
const changed = (from: string, to: string) => GOOD.replace(from, to);

it("finds nothing wrong with what describes an image", () => {
  expect(found(GOOD)).toEqual([]);
  expect(found(changed(/child_images[^]*/.exec(GOOD)![0], "child_images:\n"))).toEqual([]);
});

it.each([
  ["a tab", changed("  filename: guest", "\tfilename: guest"), 3],
  ["an open quote", changed("Guest", '"Guest'), 2],
  ["a second document", `${GOOD}---\nimage: {}\n`, 10],
  ["no key", changed("  name: Guest", "  name Guest"), 2],
])("refuses %s, and tells the line", (_, text, line) => {
  const faults = checkYaml(text).filter((fault) => fault.grave);
  expect(faults.length).toBeGreaterThan(0);
  expect(Math.min(...faults.map((fault) => fault.line))).toBe(line);
});

it.each([
  ["an alias", changed("guest.qcow2", "&f guest.qcow2").replace("virtio.iso", "*f"), [[9, "grave", "alias"]]],
  ["a path", changed("guest.qcow2", "../passwd"), [[3, "grave", "fileName"]]],
  ["any plain name", changed("guest.qcow2", "我的 disk+1.qcow2"), []],
  ["a child's path", changed("virtio.iso", "/etc/passwd"), [[9, "grave", "fileName"]]],
  ["an empty file name", changed("guest.qcow2", '""'), [[3, "grave", "missing"]]],
])("refuses %s as the server does", (_, text, faults) => {
  expect(found(text)).toEqual(faults);
});

it.each([
  ["no image", "other: 1\n", [[1, "light", "noImage"]]],
  ["an empty text", "", [[1, "light", "noImage"]]],
  ["no file", changed("  filename: guest.qcow2\n", ""), [[2, "light", "missing"]]],
  ["no spec", "image:\n  filename: a.iso\n", [[2, "light", "missing"]]],
  ["a strange format", changed("qcow2\nchild", "vmdk\nchild"), [[6, "light", "format"]]],
  ["a strange size", changed("20", "many"), [[5, "light", "size"]]],
  ["a key twice", changed("  name: Guest", "  name: Guest\n  name: Again"), [[3, "light", "DUPLICATE_KEY"]]],
  ["children that are no list", changed("child_images:\n  - uuid", "child_images:\n    uuid"), [[8, "light", "children"]]],
])("warns of %s, which is kept and cannot be used", (_, text, faults) => {
  expect(found(text)).toEqual(faults);
});

it("finds the line of a key that the server names, or of the nearest above", () => {
  expect(lineOfKey(GOOD, "image.spec.vd_size")).toBe(5);
  expect(lineOfKey(GOOD, "child_images.0.filename")).toBe(9);
  expect(lineOfKey(GOOD, "image.spec.nothing")).toBe(5);
  expect(lineOfKey(GOOD, "nothing")).toBe(1);
});

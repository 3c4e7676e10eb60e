/**
 * What is wrong with the text of an image's file, with its place: first YAML itself, then what an image needs.
 * The same rules as image_operator's `manifest`; the server has the last word.
 */

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from "yaml";

export interface Finding {
  /** Counted from 1. */
  line: number;
  from: number;
  to: number;
  /** The text cannot be saved; otherwise it can, and the image cannot be used. */
  grave: boolean;
  /** Key of `i18n` below `image.yaml`. */
  key: string;
  values: Record<string, unknown>;
}

type Path = readonly (string | number)[];
const FILE_NAME = /^[^./\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069][^/\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]{0,254}$/u;
const FORMATS = ["QCOW2", "IMAGE", "ISO"];
const MOST_GIB = 65536;
/** Faults of YAML that have words of their own; the others are "cannot be read". */
const KNOWN = new Set(["BAD_INDENT", "TAB_AS_INDENT", "MISSING_CHAR", "MULTIPLE_DOCS", "UNEXPECTED_TOKEN", "BLOCK_AS_IMPLICIT_KEY"]);

export function checkYaml(text: string): Finding[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error", schema: "failsafe" });
  const at = (from: number, to: number, grave: boolean, key: string, values: Record<string, unknown> = {}): Finding => {
    const start = Math.min(from, text.length);
    return { line: Math.max(1, lines.linePos(start).line), from: start, to: Math.min(Math.max(to, start), text.length), grave, key, values };
  };
  const faults = document.errors.map((error) =>
    error.code === "DUPLICATE_KEY"
      ? at(error.pos[0], error.pos[1], false, "DUPLICATE_KEY")
      : at(beginOf(document, error.pos[0]), error.pos[1], true, KNOWN.has(error.code) ? error.code : "OTHER"),
  );
  visit(document, {
    Alias: (_, node) => void faults.push(at(node.range?.[0] ?? 0, node.range?.[1] ?? 0, true, "alias")),
  });
  if (faults.some((fault) => fault.grave)) return faults;
  const place = (path: Path): [number, number] => rangeOf(document, path);
  return [...faults, ...imageFaults(document).map(({ path, grave, key, values }) => at(...place(path), grave, key, values))];
}

/** The line (from 1) of a key, its path joined by dots, or of what is nearest above it. */
export function lineOfKey(text: string, key: string): number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const path = key.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return Math.max(1, lines.linePos(rangeOf(document, path)[0]).line);
}

interface Fault {
  path: Path;
  grave: boolean;
  key: string;
  values?: Record<string, unknown>;
}

function imageFaults(document: Document): Fault[] {
  if (!isMap(document.getIn(["image"], true))) return [{ path: [], grave: false, key: "noImage" }];
  const faults: Fault[] = fileFaults(document, ["image"]);
  const spec = ["image", "spec"];
  if (!isMap(document.getIn(spec, true))) faults.push({ path: spec, grave: false, key: "missing", values: { name: spec.join(".") } });
  else {
    const format = textAt(document, [...spec, "format"]) ?? "";
    if (!FORMATS.includes(format.toUpperCase())) {
      faults.push({ path: [...spec, "format"], grave: false, key: "format", values: { formats: FORMATS.join(", ") } });
    }
    const size = textAt(document, [...spec, "vd_size"]);
    if (size && !(/^\d+$/.test(size) && Number(size) <= MOST_GIB)) faults.push({ path: [...spec, "vd_size"], grave: false, key: "size" });
  }
  return [...faults, ...childFaults(document)];
}

function childFaults(document: Document): Fault[] {
  const children = document.getIn(["child_images"], true);
  if (children === undefined || (isScalar(children) && !children.value)) return [];
  if (!isSeq(children)) return [{ path: ["child_images"], grave: false, key: "children" }];
  return children.items.flatMap((child, index) => {
    const path = ["child_images", index];
    if (!isMap(child)) return [{ path, grave: false, key: "children" }];
    const unnamed = child.has("uuid") ? [] : [{ path, grave: false, key: "missing", values: { name: "uuid" } }];
    return [...unnamed, ...fileFaults(document, path)];
  });
}

/** A file name that leads elsewhere is refused by the server, a missing one is not. */
function fileFaults(document: Document, above: Path): Fault[] {
  const path = [...above, "filename"];
  const name = textAt(document, path);
  if (!name) return [{ path, grave: name === "", key: "missing", values: { name: path.join(".") } }];
  return FILE_NAME.test(name) ? [] : [{ path, grave: true, key: "fileName" }];
}

function textAt(document: Document, path: Path): string | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) ? String(node.value ?? "") : undefined;
}

/** A quote that is not closed is noticed where the text ends; it is looked for where it was opened. */
function beginOf(document: Document, position: number): number {
  let begin = position;
  visit(document, {
    Scalar: (_, node) => {
      const [from, to] = node.range ?? [position, position];
      if (node.type?.startsWith("QUOTE") && from < position && position <= to) begin = from;
    },
  });
  return begin;
}

/** Where a value is, or the nearest that is there above it. */
function rangeOf(document: Document, path: Path): [number, number] {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (node && (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) && node.range) {
      return [node.range[0], Math.max(node.range[0], length === path.length ? node.range[1] : node.range[0])];
    }
  }
  return [0, 0];
}

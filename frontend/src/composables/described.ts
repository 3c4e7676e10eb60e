/** A thing's description. v1 wrote one Chinese character, "none", where nobody had written anything. */

const NOTHING = "\u65e0";

export function described(row: { description?: string }): string {
  return row.description === NOTHING ? "" : (row.description ?? "");
}

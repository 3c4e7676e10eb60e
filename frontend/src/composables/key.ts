/** Keys by which the server recognises a request that is sent twice. */

/** A key of its own for one intent of the user: a form makes one when it opens, and a new one when its content changes. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

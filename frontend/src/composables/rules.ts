/** What the server checks, checked while one types: the same limits, told in the user's language. */

const MOST_NAME = 128;
const MOST_TEXT = 1000;
/** As iaas-core's `check_name`: letters and digits of any script first. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_ .,:@#+=~()[\]-]*$/u;

/** Key of what is wrong with a name; empty while nothing is typed. */
export function nameProblem(name: string): string {
  const text = name.trim();
  return text === "" || (text.length <= MOST_NAME && NAME.test(text)) ? "" : "common.nameRule";
}

export function textProblem(text: string): string {
  return text.length <= MOST_TEXT ? "" : "common.textRule";
}

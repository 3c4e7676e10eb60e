/** What the server checks, checked while one types: the same limits, told in the user's language. */

const MOST_NAME = 128;
const MOST_TEXT = 1000;
/** As iaas-core's `check_name`: of ASCII letters, digits and a few signs, beyond it all that can be seen. */
const SEEN = "[^\\x00-\\x7f\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Z}]";
const NAME = new RegExp(
  `^(?![\\p{M}])(?:[A-Za-z0-9_]|${SEEN})(?:[A-Za-z0-9_ .,:@#+=~()[\\]\u200c\u200d\u3000-]|${SEEN})*$`, "u",
);

/** Key of what is wrong with a name; empty while nothing is typed. */
export function nameProblem(name: string): string {
  const text = name.trim();
  return text === "" || ([...text].length <= MOST_NAME && NAME.test(text)) ? "" : "common.nameRule";
}

export function textProblem(text: string): string {
  return text.length <= MOST_TEXT ? "" : "common.textRule";
}

export function shortProblem(text: string): string {
  return text.length <= MOST_NAME ? "" : "common.shortRule";
}

/** As iaas-core's `USERNAME_PATTERN`. */
const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

export function usernameProblem(name: string): string {
  return name === "" || USERNAME.test(name) ? "" : "account.usernameRule";
}

const PASSWORD_LEAST = 10;
const PASSWORD_MOST = 128;
const LEAST_DIFFERENT = 5;
const TRIED_FIRST = ["password", "passw0rd", "qwertyuiop", "1234567890", "letmein", "administrator", "kubeiaas", "changeme"];

/** As iaas-core's `auth/passwords`: which rule a new password breaks. Letters typed on different machines are alike. */
export function passwordProblem(password: string, username: string): string {
  const lower = password.normalize("NFKC").toLowerCase();
  const length = [...password].length;
  if (password === "") return "";
  if (length < PASSWORD_LEAST || length > PASSWORD_MOST) return "account.passwordRule";
  if (new Set(lower).size < LEAST_DIFFERENT) return "account.passwordVariety";
  if (username && lower.includes(username.toLowerCase())) return "account.passwordHasName";
  const isTried = TRIED_FIRST.some((word) => lower.startsWith(word) && [...lower].length - word.length < LEAST_DIFFERENT);
  return isTried ? "account.passwordTried" : "";
}

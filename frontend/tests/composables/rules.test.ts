import { expect, it } from "vitest";

import { nameProblem, passwordProblem, textProblem, usernameProblem } from "@/composables/rules";

it.each(["web-1", "云主机 1", "_x", "a.b,c:d@e#f+g=h~i(j)[k]-l", "x".repeat(128), "ไทย", "हिन्दी", "cafe\u0301", "（一号）", "👩\u200d💻", "🚀".repeat(128)])("takes the name %s, as the server does", (name) => {
  expect(nameProblem(name)).toBe("");
});

it.each(["<b>", "-x", " .x", "a/b", "a'b", "\u0301a", "a\u202eb", "a\u200bb", "x".repeat(129), "a\u0000b"])("refuses the name %s, as the server does", (name) => {
  expect(nameProblem(name)).toBe("common.nameRule");
});

it("takes text up to the server's length", () => {
  expect([textProblem("x".repeat(1000)), textProblem("x".repeat(1001))]).toEqual(["", "common.textRule"]);
});

it.each<[string, string]>([
  ["correct horse 9", ""],
  ["", ""],
  ["short 1a", "account.passwordRule"],
  ["x".repeat(129), "account.passwordRule"],
  ["🐧🐧🐧🐧🐧abcde", ""],
  ["aaaabbbbcccc", "account.passwordVariety"],
  ["here is Anna 77", "account.passwordHasName"],
  ["passw0rd12", "account.passwordTried"],
  ["passw0rd and some more", ""],
])("judges the password %s as the server does", (password, key) => {
  expect(passwordProblem(password, "anna")).toBe(key);
});

it("takes and refuses user names as the server does", () => {
  expect(["anna", "a.b_c@d-e", "9", "x".repeat(64)].map(usernameProblem)).toEqual(["", "", "", ""]);
  expect(["-a", "a b", "müller", "x".repeat(65)].every((name) => usernameProblem(name) === "account.usernameRule")).toBe(true);
});

import { expect, it } from "vitest";

import { nameProblem, textProblem } from "@/composables/rules";

it.each(["web-1", "云主机 1", "_x", "a.b,c:d@e#f+g=h~i(j)[k]-l", "x".repeat(128)])("takes the name %s, as the server does", (name) => {
  expect(nameProblem(name)).toBe("");
});

it.each(["<b>", "-x", " .x", "a/b", "a'b", "🚀", "x".repeat(129), "a\u0000b"])("refuses the name %s, as the server does", (name) => {
  expect(nameProblem(name)).toBe("common.nameRule");
});

it("takes text up to the server's length", () => {
  expect([textProblem("x".repeat(1000)), textProblem("x".repeat(1001))]).toEqual(["", "common.textRule"]);
});

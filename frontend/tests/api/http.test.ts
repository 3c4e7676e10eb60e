import { beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "@/api/errors";
import { wire } from "@/api/http";
import * as users from "@/api/user";
import * as vms from "@/api/vm";

import { ok, refused, serve } from "../helpers";

const wiring = {
  token: vi.fn<() => string | null>(() => "secret"),
  language: () => "zh",
  unauthenticated: vi.fn(),
  reachable: vi.fn(),
  warned: vi.fn(),
};

beforeEach(() => {
  vi.clearAllMocks();
  wiring.token.mockReturnValue("secret");
  wire(wiring);
});

const failure = async (work: Promise<unknown>) => {
  const error = await work.then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

describe("a request", () => {
  it("carries token and language, and its query is encoded", async () => {
    const asked = serve(() => ok({ content: [], totalElements: 0, totalPages: 0 }));
    await vms.page({ keywords: "a&b=<c>", page: 2, size: 20 });
    expect(asked[0]).toMatchObject({
      method: "GET",
      path: "/api/vm/fuzzy_query?keywords=a%26b%3D%3Cc%3E&status=&host_uuid=&image_uuid=&page_num=2&page_size=20",
      headers: { Authorization: "Bearer secret", "Accept-Language": "zh" },
    });
    expect(asked[0]!.headers).not.toHaveProperty("Idempotency-Key");
  });

  it("that does something has a key of its own, or the one it was given, and waits for nothing", async () => {
    const asked = serve(() => ok({ message: "success" }));
    await vms.start("a");
    await vms.start("a");
    await vms.update("a", 2, 2, "mine");
    const keys = asked.map((one) => one.headers["Idempotency-Key"]);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("mine");
    expect(asked[0]!.headers["Prefer"]).toBe("respond-async");
  });

  it("gets the data out of the envelope, and hands warnings on", async () => {
    serve(() => ({ body: { data: { username: "admin" }, message: "processed", code: 200, warnings: ["open to all"] } }));
    expect(await users.current()).toEqual({ username: "admin" });
    expect(wiring.warned).toHaveBeenCalledWith(["open to all"]);
    expect(wiring.reachable).toHaveBeenCalledWith(true);
  });
});

describe("a failure", () => {
  it("is thrown with code, kind, sentence and field, though HTTP says 200", async () => {
    serve(() => refused("invalid_request", "name: must begin with a letter", { field: "name" }, 402));
    const error = await failure(vms.edit("a", "<", "", true));
    expect(error).toMatchObject({ code: 402, kind: "invalid_request", message: "processing failed", field: "name" });
    expect(error.reason).toBe("must begin with a letter");
  });

  it("of the sign-in ends the session; a wrong password at the sign-in page does not", async () => {
    serve(() => ({ status: 401, ...refused("unauthenticated", "sign in", undefined, 401) }));
    await failure(vms.statistics());
    expect(wiring.unauthenticated).toHaveBeenCalledOnce();
    wiring.token.mockReturnValue(null);
    await failure(users.login("admin", "wrong"));
    expect(wiring.unauthenticated).toHaveBeenCalledOnce();
  });

  it("of a request with an older token does not end the new session", async () => {
    serve(() => {
      wiring.token.mockReturnValue("newer");
      return { status: 401, ...refused("unauthenticated", "sign in", undefined, 401) };
    });
    await failure(vms.statistics());
    expect(wiring.unauthenticated).not.toHaveBeenCalled();
  });

  it("says when to ask again", async () => {
    serve(() => ({ status: 429, ...refused("unavailable", "too many", { retryAfterSeconds: 7 }, 429) }));
    expect((await failure(users.login("a", "b"))).retryAfter).toBe(7);
  });

  it.each([
    ["no answer", () => new TypeError("Failed to fetch")],
    ["a proxy without a server", () => ({ status: 502, body: "<html>Bad Gateway</html>" })],
  ])("is told as away: %s", async (_, answer) => {
    serve(answer);
    expect((await failure(vms.statistics())).isAway).toBe(true);
    expect(wiring.reachable).toHaveBeenLastCalledWith(false);
  });

  it("that is no envelope is told with its status", async () => {
    serve(() => ({ status: 413, body: "<html>" }));
    expect(await failure(vms.statistics())).toMatchObject({ code: 413, kind: "internal" });
  });
});

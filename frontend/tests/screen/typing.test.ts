import { expect, it, vi } from "vitest";

import { ticketOf, websocketFor } from "@/screen/address";
import { strokesOf, type } from "@/screen/typing";

it("holds shift where a keyboard does, and knows what it cannot type", () => {
  const { strokes, lost } = strokesOf("aA1!\r\n\té");
  expect(strokes.map(({ keysym, shift }) => [keysym, shift])).toEqual([
    [0x61, false], [0x41, true], [0x31, false], [0x21, true], [0xff0d, false], [0xff09, false],
  ]);
  expect(lost).toEqual(["é"]);
});

it("presses and releases in order, and ends when the screen does", async () => {
  const sendKey = vi.fn();
  await type({ sendKey }, strokesOf("A").strokes, () => true);
  expect(sendKey.mock.calls.map(([keysym, , down]) => [keysym as number, down as boolean])).toEqual([
    [0xffe1, true], [0x41, true], [0x41, false], [0xffe1, false],
  ]);
  sendKey.mockClear();
  await type({ sendKey }, strokesOf("rm -rf /").strokes, () => false);
  expect(sendKey).not.toHaveBeenCalled();
});

it("finds the ticket in v1's form of the address, and goes to this origin with it", () => {
  const ticket = "a.b+c/d=:e";
  const url = `http://10.0.0.1:32202/vnc.html?path=?token=${encodeURIComponent(ticket)}`;
  expect(ticketOf(url)).toBe(ticket);
  expect(websocketFor(ticket)).toBe(`ws://${window.location.host}/websockify?token=${encodeURIComponent(ticket)}`);
  expect(ticketOf("http://10.0.0.1/vnc.html")).toBeNull();
});

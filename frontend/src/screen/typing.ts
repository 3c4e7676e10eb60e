/** Text as key strokes: what a keyboard with the US layout would send, because a VM's screen has no clipboard. */

const SHIFT = 0xffe1;
const NAMED: Record<string, number> = { "\n": 0xff0d, "\t": 0xff09, "\b": 0xff08 };
const SHIFTED = new Set('~!@#$%^&*()_+{}|:"<>?ABCDEFGHIJKLMNOPQRSTUVWXYZ');
/** A guest's BIOS and boot menus lose keys that come faster. */
const PAUSE_MS = 12;

export interface Stroke {
  keysym: number;
  shift: boolean;
}

/** The strokes of a text, and the characters that no such keyboard has. */
export function strokesOf(text: string): { strokes: Stroke[]; lost: string[] } {
  const strokes: Stroke[] = [];
  const lost: string[] = [];
  for (const character of text.replace(/\r\n?/g, "\n")) {
    const code = character.codePointAt(0) ?? 0;
    const named = NAMED[character];
    if (named !== undefined) strokes.push({ keysym: named, shift: false });
    else if (code >= 0x20 && code < 0x7f) strokes.push({ keysym: code, shift: SHIFTED.has(character) });
    else lost.push(character);
  }
  return { strokes, lost };
}

interface Keyboard {
  sendKey: (keysym: number, code: string | null, down?: boolean) => void;
}

/** Type it; ends early when `goesOn` says no. */
export async function type(keyboard: Keyboard, strokes: readonly Stroke[], goesOn: () => boolean): Promise<void> {
  for (const stroke of strokes) {
    if (!goesOn()) return;
    if (stroke.shift) keyboard.sendKey(SHIFT, "ShiftLeft", true);
    keyboard.sendKey(stroke.keysym, null, true);
    keyboard.sendKey(stroke.keysym, null, false);
    if (stroke.shift) keyboard.sendKey(SHIFT, "ShiftLeft", false);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

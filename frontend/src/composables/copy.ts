/** Into the clipboard. Browsers give pages without TLS none, so the old way is tried, too. */

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  field.style.position = "fixed";
  field.style.opacity = "0";
  const before = document.activeElement as HTMLElement | null;
  (before?.closest("[role=dialog]") ?? document.body).append(field); // a dialog keeps the focus inside
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}

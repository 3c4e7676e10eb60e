/** The page's present colours for charts, which cannot name CSS variables. */

export interface Palette {
  text: string;
  faint: string;
  line: string;
  ground: string;
  primary: string;
  success: string;
  warning: string;
  danger: string;
  info: string;
}

const NAMES: Record<keyof Palette, string> = {
  text: "text-color-regular", faint: "text-color-secondary", line: "border-color-light", ground: "bg-color",
  primary: "color-primary", success: "color-success", warning: "color-warning", danger: "color-danger", info: "color-info",
};

export function presentPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(NAMES).map(([name, variable]) => [name, style.getPropertyValue(`--el-${variable}`).trim()]),
  ) as unknown as Palette;
}

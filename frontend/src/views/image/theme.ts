/** The editor in the console's colours, light and dark: by Element Plus' variables, which reach into its shadow root. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", color: "var(--el-text-color-primary)", backgroundColor: "var(--el-bg-color)" },
  "&.cm-focused": { outline: "2px solid var(--el-color-primary)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace', lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--el-text-color-primary)", padding: "8px 0" },
  ".cm-gutters": {
    backgroundColor: "var(--page-bg)", color: "var(--el-text-color-secondary)", border: "none",
    borderRight: "1px solid var(--el-border-color-lighter)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--el-color-primary-light-9)" },
  ".cm-activeLineGutter": { color: "var(--el-text-color-primary)" },
  "& ::selection, & .cm-line ::selection": { backgroundColor: "var(--el-color-primary-light-7)" },
  ".cm-tooltip": { backgroundColor: "var(--el-bg-color-overlay)", border: "1px solid var(--el-border-color)", color: "inherit" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--el-color-primary-dark-2)" },
  { tag: [tags.string, tags.content], color: "var(--el-text-color-primary)" },
  { tag: tags.comment, color: "var(--el-text-color-secondary)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: "var(--el-color-warning)" },
  { tag: tags.invalid, color: "var(--el-color-danger)" },
]);

export const theme = [look, syntaxHighlighting(colours)];

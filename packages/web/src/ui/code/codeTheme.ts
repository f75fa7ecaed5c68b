import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import { EditorView, type Extension } from "@uiw/react-codemirror";

/** Colours by CSS variables and light-dark(), so that one theme follows the app's; each has 4.5:1 on its ground. */
const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.keyword, tags.controlKeyword], color: "light-dark(#8a2a72, #f0a6dc)" },
  { tag: [tags.attributeName, tags.propertyName], color: "light-dark(#17558f, #9cccff)" },
  { tag: [tags.string, tags.attributeValue], color: "light-dark(#136b60, #7fd0c1)" },
  { tag: [tags.number, tags.bool, tags.null], color: "light-dark(#8a3c00, #ffba85)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "light-dark(#8a3c00, #ffd479)", fontWeight: "600" },
  { tag: [tags.comment, tags.meta], color: "var(--mantine-color-dimmed)" },
]);

const surface = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--mantine-color-text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mantine-font-family-monospace)", caretColor: "var(--mantine-color-text)", padding: "8px 0" },
  ".cm-gutters": { backgroundColor: "var(--beckon-sunken)", color: "var(--mantine-color-dimmed)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "light-dark(#cde9e3, #2f4a45)" },
  ".cm-matchingBracket": { backgroundColor: "light-dark(#d6f1eb, #2f4a45) !important" },
  ".cm-tooltip": { backgroundColor: "var(--beckon-raised)", border: "1px solid var(--beckon-line)", borderRadius: "6px", color: "var(--mantine-color-text)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--mantine-color-sea-7)", color: "#fff" },
  ".cm-completionDetail": { color: "var(--mantine-color-dimmed)", fontStyle: "normal", marginInlineStart: "1em" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionInfo": { maxWidth: "24rem", padding: "4px 8px", fontFamily: "var(--mantine-font-family-monospace)", overflowWrap: "anywhere" },
  ".cm-diagnostic": { fontFamily: "var(--mantine-font-family)", maxWidth: "28rem", overflowWrap: "anywhere" },
  ".cm-diagnosticAction": { backgroundColor: "var(--mantine-color-sea-7)", color: "#fff", borderRadius: "4px", padding: "2px 8px" },
  ".cm-panels": { backgroundColor: "var(--beckon-sunken)", color: "var(--mantine-color-text)" },
});

export const codeTheme: readonly Extension[] = [surface, syntaxHighlighting(colours)];

import { html } from "@codemirror/lang-html";
import { json } from "@codemirror/lang-json";
import { liquid } from "@codemirror/lang-liquid";
import CodeMirror, { EditorView, type Extension } from "@uiw/react-codemirror";
import { useMemo } from "react";
import type { CodeEditorProps, CodeLanguage } from "../CodeEditor.tsx";
import { codeTheme } from "./codeTheme.ts";
import { type Completion, liquidNames } from "./liquidCompletion.ts";

/** The editor itself, with all its weight: loaded when a page first needs it. */
export function CodeMirrorField({ label, language, value, onChange, minHeight, completions, readOnly }: CodeEditorProps) {
  const extensions = useMemo(
    () => [
      ...languageOf(language, completions ?? []),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      ...codeTheme,
    ],
    [language, completions, label],
  );
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      extensions={extensions}
      theme="none"
      readOnly={readOnly}
      indentWithTab={false}
      minHeight={`${minHeight ?? 0}px`}
      maxHeight="36rem"
      basicSetup={{ foldGutter: false, highlightActiveLine: false, highlightActiveLineGutter: false, syntaxHighlighting: false }}
    />
  );
}

function languageOf(language: CodeLanguage, completions: readonly Completion[]): Extension[] {
  if (language === "json") return [json()];
  const names = liquidNames(completions);
  // MJML is HTML to the parser, with tags of its own; in plain text and subjects there are no tags to colour.
  const base = language === "liquid" ? undefined : html({ matchClosingTags: true, selfClosingTags: true });
  return [liquid({ base, variables: [...names.variables], properties: (path) => [...names.properties(path)] })];
}

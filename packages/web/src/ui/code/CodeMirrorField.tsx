import { json } from "@codemirror/lang-json";
import CodeMirror, { EditorState, EditorView, type Extension, keymap, Prec } from "@uiw/react-codemirror";
import { useEffect, useMemo, useRef } from "react";
import type { CodeEditorProps } from "../CodeEditor.tsx";
import { codeTheme } from "./codeTheme.ts";
import { liquidLanguage } from "./liquidLanguage.ts";
import { problemMarks } from "./problemMarks.ts";

/** The editor itself, with all its weight: loaded when a page first needs it. */
export function CodeMirrorField({ label, language, value, onChange, minHeight, variables, problems, readOnly, singleLine = false }: CodeEditorProps) {
  // By reference: the editor need not be set up anew whenever a property has been seen for the first time.
  const known = useRef(variables ?? []);
  useEffect(() => {
    known.current = variables ?? [];
  }, [variables]);
  const extensions = useMemo(
    () => [
      language === "json" ? json() : liquidLanguage(language !== "liquid", () => known.current),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      ...(singleLine ? oneLine : []),
      ...codeTheme,
    ],
    [language, label, singleLine],
  );
  // By its words: the same problems in a new list are no reason to mark anew.
  const reported = JSON.stringify(problems ?? []);
  const marks = useMemo(() => problemMarks(JSON.parse(reported)), [reported]);
  const all = useMemo(() => [extensions, marks], [extensions, marks]);
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      extensions={all}
      theme="none"
      readOnly={readOnly}
      indentWithTab={false}
      minHeight={`${minHeight ?? 0}px`}
      maxHeight="36rem"
      basicSetup={{
        lineNumbers: !singleLine,
        foldGutter: false,
        highlightActiveLine: false,
        highlightActiveLineGutter: false,
        syntaxHighlighting: false,
        autocompletion: language === "json",
      }}
    />
  );
}

/** A field of one line: Enter does nothing, and pasted lines are joined. */
const oneLine: readonly Extension[] = [
  Prec.high(keymap.of([{ key: "Enter", run: () => true }])),
  EditorState.transactionFilter.of((transaction) => {
    if (transaction.newDoc.lines === 1) return transaction;
    const text = transaction.newDoc.toString();
    return [transaction, { changes: [...text.matchAll(/\n/g)].map(({ index }) => ({ from: index, to: index + 1, insert: " " })), sequential: true }];
  }),
];

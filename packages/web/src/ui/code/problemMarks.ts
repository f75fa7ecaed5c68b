import { type Diagnostic, linter } from "@codemirror/lint";
import { type EditorView, type Extension, ViewPlugin } from "@uiw/react-codemirror";
import { type SourceFix, type SourceMark, type SourceProblem, sourceMarks } from "./sourceMarks.ts";

/** Problems underlined at their place, each with its fixes to click. Located anew after every change of the text. */
export function problemMarks(problems: readonly SourceProblem[]): Extension {
  return [linter((view) => sourceMarks(view.state.doc.toString(), problems).map((mark) => diagnosticOf(mark, problems)), { delay: 150 }), oneClick];
}

function diagnosticOf({ from, to, severity, message, fixes }: SourceMark, problems: readonly SourceProblem[]): Diagnostic {
  return {
    from,
    to,
    severity,
    message: message.replaceAll("`", ""),
    actions: fixes.map(({ label }) => ({ name: label, apply: (view, nowFrom) => applyFix(view, fixNow(view, problems, nowFrom, label)) })),
  };
}

/** The text may have changed since the mark was made: moved it, or mended what it marks. */
function fixNow(view: EditorView, problems: readonly SourceProblem[], nowFrom: number, label: string): SourceFix | undefined {
  const mark = sourceMarks(view.state.doc.toString(), problems).find(({ from }) => from === nowFrom);
  return mark?.fixes.find((fix) => fix.label === label);
}

function applyFix(view: EditorView, fix: SourceFix | undefined): void {
  if (!fix) return;
  const dots = fix.insert.indexOf("...");
  const place = fix.from + dots;
  view.dispatch({ changes: fix, ...(dots >= 0 && { selection: { anchor: place, head: place + 3 } }) });
  view.focus();
}

/**
 * The list of problems takes a press of the mouse on a fix, and then its click once more: as a choice of the problem, which would select
 * the variable, so that what is typed next replaces it. A click by the keyboard has no press before it, and is made one.
 */
const oneClick = ViewPlugin.define((view) => {
  const onClick = (event: MouseEvent) => {
    const button = event.target instanceof Element ? event.target.closest(".cm-diagnosticAction") : null;
    if (!button) return;
    event.stopPropagation();
    if (event.detail === 0) button.dispatchEvent(new MouseEvent("mousedown", { cancelable: true }));
  };
  view.dom.addEventListener("click", onClick, true);
  return { destroy: () => view.dom.removeEventListener("click", onClick, true) };
});

import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@uiw/react-codemirror";
import { type SourceMark, type SourceProblem, sourceMarks } from "./sourceMarks.ts";

/** Problems underlined at their place, each with its fixes to click. Located anew after every change of the text. */
export function problemMarks(problems: readonly SourceProblem[]): Extension {
  return linter((view) => sourceMarks(view.state.doc.toString(), problems).map(diagnosticOf), { delay: 150 });
}

function diagnosticOf({ from, to, severity, message, fixes }: SourceMark): Diagnostic {
  return {
    from,
    to,
    severity,
    message,
    actions: fixes.map((fix) => ({
      name: fix.label,
      // The mark may have moved with the text since it was made.
      apply: (view, nowFrom) => {
        const moved = nowFrom - from;
        const change = { from: fix.from + moved, to: fix.to + moved, insert: fix.insert };
        const dots = fix.insert.indexOf("...");
        view.dispatch({ changes: change, ...(dots >= 0 && { selection: { anchor: change.from + dots, head: change.from + dots + 3 } }) });
        view.focus();
      },
    })),
  };
}

import { Input, Skeleton } from "@mantine/core";
import { lazy, Suspense, useId } from "react";
import classes from "./CodeEditor.module.css";
import type { LiquidVariable } from "./code/liquidCompletion.ts";
import type { SourceProblem } from "./code/sourceMarks.ts";

// CodeMirror is the heaviest thing in the app and few pages need it.
const CodeMirrorField = lazy(async () => ({ default: (await import("./code/CodeMirrorField.tsx")).CodeMirrorField }));

/** Height of the other fields of one line. */
const ONE_LINE = 34;

export type CodeLanguage = "json" | "html" | "mjml" | "liquid";

export interface CodeEditorProps {
  readonly label: string;
  readonly description?: string;
  readonly error?: string | null;
  readonly language: CodeLanguage;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly minHeight?: number;
  /** Variables offered inside `{{ }}`. */
  readonly variables?: readonly LiquidVariable[];
  /** What is wrong with the source: marked at its place, where that can be told. */
  readonly problems?: readonly SourceProblem[];
  readonly readOnly?: boolean;
  /** A field of one line, as a subject is. */
  readonly singleLine?: boolean;
}

/** Source text with colours: JSON, or HTML and MJML with Liquid in them. Tab leaves the field; indenting is Ctrl+]. */
export function CodeEditor({ label, description, error, singleLine = false, minHeight = singleLine ? ONE_LINE : 220, ...field }: CodeEditorProps) {
  const id = useId();
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div" id={id}>
      <div className={classes.frame} data-error={error ? true : undefined} style={{ minHeight }}>
        <Suspense fallback={<Skeleton height={minHeight} aria-busy />}>
          <CodeMirrorField {...field} label={label} minHeight={minHeight} singleLine={singleLine} />
        </Suspense>
      </div>
    </Input.Wrapper>
  );
}

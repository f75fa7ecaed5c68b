import type { ReactNode } from "react";
import { CodeText } from "./CodeText.tsx";
import { CopyButton } from "./CopyButton.tsx";
import classes from "./JsonBlock.module.css";

const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** JSON for people: indented, coloured, copyable. */
export function JsonBlock({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = JSON.stringify(value, null, 2) ?? "null";
  return (
    <div className={classes.block}>
      <CodeText className={classes.code} label={label}>
        {colour(text)}
      </CodeText>
      <div className={classes.copy}>
        <CopyButton value={text} label={`Copy ${label}`} />
      </div>
    </div>
  );
}

function colour(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(TOKENS)) {
    parts.push(text.slice(last, match.index));
    const [whole, string, colon, word, number] = match;
    const kind = string ? (colon ? "key" : "string") : word ? "word" : number ? "number" : "string";
    parts.push(
      <span key={match.index} className={classes[kind]}>
        {string ?? whole}
      </span>,
      colon ?? "",
    );
    last = match.index + whole.length;
  }
  parts.push(text.slice(last));
  return parts;
}

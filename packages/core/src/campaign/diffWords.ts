import { diffLines, type LineChange } from "./diffLines.ts";

/** A stretch of one line of text: kept (` `), only in the old text (`-`), only in the new one (`+`). */
export interface WordChange {
  readonly sign: LineChange["sign"];
  readonly text: string;
}

/** Compares two short texts word by word: sentences, subjects. Blanks belong to the word before them, so that the pieces join to the texts. */
export function diffWords(before: string, after: string): WordChange[] {
  const changes: WordChange[] = [];
  for (const { sign, text } of diffLines(wordsOf(before), wordsOf(after))) {
    if (text === "") continue;
    const word = text.replaceAll(NEW_LINE, "\n");
    const last = changes.at(-1);
    if (last?.sign === sign) changes[changes.length - 1] = { sign, text: last.text + word };
    else changes.push({ sign, text: word });
  }
  return changes;
}

/** Stands for a new line while lines stand for words; of the private area, which texts do not use. */
const NEW_LINE = "\ue000";

function wordsOf(text: string): string {
  return (text.replaceAll("\n", NEW_LINE).match(/[^\s\ue000]+[\s\ue000]*|[\s\ue000]+/g) ?? []).join("\n");
}

import type { Difference, PlannedChange } from "@beckon/contract";
import type { FileProblem } from "./definitionFile.ts";

export interface Output {
  write(text: string): void;
}

export type Colour = "green" | "yellow" | "red" | "grey" | "bold";

const CODES: { readonly [colour in Colour]: readonly [number, number] } = { green: [32, 39], yellow: [33, 39], red: [31, 39], grey: [90, 39], bold: [1, 22] };

/** How many unchanged lines are shown around a change of a text. */
const CONTEXT = 2;

/** Prints what changed, in colours where somebody looks. */
export class Printer {
  readonly #out: Output;
  readonly #coloured: boolean;

  constructor(out: Output, coloured: boolean) {
    this.#out = out;
    this.#coloured = coloured;
  }

  line(text = ""): void {
    this.#out.write(`${text}\n`);
  }

  paint(colour: Colour, text: string): string {
    const [on, off] = CODES[colour];
    return this.#coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }

  problem(problem: FileProblem, severity: "error" | "warning" = "error"): void {
    const word = severity === "error" ? this.paint("red", "error") : this.paint("yellow", "warning");
    this.line(`${this.paint("bold", `${problem.path}:${problem.line}`)} ${word} ${problem.message}`);
  }

  /** One definition: a sign, its name, what happens, and below it each difference. */
  change(change: PlannedChange, tense: "would" | "did"): void {
    const [sign, colour] = SIGNS[change.action];
    const name = change.kind === "workspace" ? "workspace" : change.key;
    this.line(`${this.paint(colour, sign)} ${this.paint("bold", name)}  ${this.paint("grey", wordsFor(change, tense))}`);
    for (const difference of change.diff) {
      this.line(`    ${difference.sentence}`);
      for (const line of shownLines(difference.lines ?? [])) this.#textLine(line);
    }
    if (change.note !== null) this.line(`    ${this.paint("yellow", change.note)}`);
  }

  #textLine(line: TextLine | null): void {
    if (line === null) this.line(this.paint("grey", "      ..."));
    else if (line.sign === " ") this.line(this.paint("grey", `        ${line.text}`.trimEnd()));
    else this.line(this.paint(line.sign === "+" ? "green" : "red", `      ${line.sign} ${line.text}`));
  }
}

type TextLine = NonNullable<Difference["lines"]>[number];

const SIGNS: { readonly [action in PlannedChange["action"]]: readonly [string, Colour] } = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  unchanged: ["=", "grey"],
  missing: ["?", "yellow"],
  invalid: ["!", "red"],
};

function wordsFor(change: PlannedChange, tense: "would" | "did"): string {
  if (change.kind === "segment") return wordsForSegment(change, tense);
  if (change.kind === "content_block" && change.launches) return `${change.status ?? "new"}, ${tense === "would" ? "will be " : ""}published`;
  const will = tense === "would" ? "will be " : "";
  switch (change.action) {
    case "create":
      return change.launches ? `new, ${will}launched` : `new, ${will}saved as a draft`;
    case "update": {
      if (change.kind === "workspace") return `${will}changed`;
      return change.launches ? `${change.status}, ${will}launched as a new version` : `${change.status}, ${will}saved as a draft`;
    }
    case "unchanged":
      return "unchanged";
    case "missing":
      return `${change.status}`;
    case "invalid":
      return "invalid";
  }
}

/** A segment is published with every change and then filled; a list, and a name, hold at once. */
function wordsForSegment({ action, status, launches }: PlannedChange, tense: "would" | "did"): string {
  if (action !== "create" && action !== "update") return action === "missing" ? `${status}` : action;
  const before = action === "create" ? "new" : `${status}`;
  if (!launches) return `${before}, ${tense === "would" ? "will be saved" : "saved"}`;
  return `${before}, ${tense === "would" ? "will be published and built from history" : "published, building from history"}`;
}

/** The changed lines with a little around them; null stands for what is left out. */
function shownLines(lines: readonly TextLine[]): (TextLine | null)[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.sign !== " "));
  const shown: (TextLine | null)[] = [];
  for (const [index, line] of lines.entries()) {
    if (near[index]) shown.push(line);
    else if (shown.at(-1) !== null) shown.push(null);
  }
  return shown.length === 1 && shown[0] === null ? [] : shown;
}

import type { ConsentState, ImportColumn, ImportPlan, Json } from "@beckon/core";
import type { CsvRow } from "../csv/csvReader.ts";
import { isBlank } from "../csv/guessFormat.ts";
import { normalIdentifier } from "../eventCheck.ts";
import type { Identifier } from "../incoming.ts";
import { type CellProblem, readCell, shown } from "./readCell.ts";

/** A fault of a row: in a column, or in the row as a whole (-1). */
export interface RowProblem extends CellProblem {
  readonly column: number;
}

/** A row as the person that it speaks of. */
export interface RowReading {
  readonly row: number;
  readonly cells: readonly string[];
  /** Nothing in it. */
  readonly isBlank: boolean;
  /** The one to find the person by; null: the row cannot be taken. */
  readonly match: Identifier | null;
  readonly others: readonly Identifier[];
  readonly attributes: { readonly [name: string]: Json };
  readonly channels: { readonly [channel: string]: ConsentState };
  readonly topics: { readonly [topic: string]: ConsentState };
  readonly problems: readonly RowProblem[];
}

/** Identifiers that are attributes as well: mails are sent to what the profile states. */
const ALSO_ATTRIBUTES = ["email", "phone"];

/** Reads a row by the plan. A cell that cannot be read is left out and named; without the identifier to match by there is nobody. */
export function readRow({ row, cells }: CsvRow, plan: ImportPlan): RowReading {
  const draft = new Draft(plan);
  if (isBlank(cells)) return { row, cells, isBlank: true, ...draft.done() };
  for (const [index, column] of plan.columns.entries()) {
    const text = (cells[index] ?? "").trim();
    if (text !== "") draft.take(index, column, text);
  }
  const beyond = cells.length - plan.columns.length;
  if (beyond > 0 && !isBlank(cells.slice(plan.columns.length)))
    draft.blame(
      -1,
      `The row has ${cells.length} cells, ${beyond} more than the file has columns.`,
      "Put a text that holds the delimiter into quotation marks.",
    );
  if (!draft.match) draft.blameMissing();
  return { row, cells, isBlank: false, ...draft.done() };
}

class Draft {
  readonly #plan: ImportPlan;
  match: Identifier | null = null;
  readonly #others: Identifier[] = [];
  readonly #attributes: { [name: string]: Json } = {};
  readonly #channels: { [channel: string]: ConsentState } = {};
  readonly #topics: { [topic: string]: ConsentState } = {};
  readonly #problems: RowProblem[] = [];

  constructor(plan: ImportPlan) {
    this.#plan = plan;
    for (const topic of plan.allAgreedTo) this.#topics[topic] = "subscribed";
  }

  take(index: number, column: ImportColumn, text: string): void {
    if (column.as === "identifier") this.#identify(index, column.kind, text);
    if (column.as === "attribute") this.#attribute(index, column, text);
    if (column.as === "consent") this.#consent(index, column, text);
  }

  blame(column: number, problem: string, right: string): void {
    this.#problems.push({ column, problem, right });
  }

  blameMissing(): void {
    const column = this.#plan.columns.findIndex((each) => each.as === "identifier" && each.kind === this.#plan.match);
    // What is in the cell and cannot be used was named already.
    if (!this.#problems.some((each) => each.column === column))
      this.blame(column, "The cell is empty, so the row names nobody.", RIGHT[this.#plan.match] ?? "Something that is this person's alone.");
  }

  done(): Omit<RowReading, "row" | "cells" | "isBlank"> {
    return { match: this.match, others: this.#others, attributes: this.#attributes, channels: this.#channels, topics: this.#topics, problems: this.#problems };
  }

  #identify(index: number, kind: string, text: string): void {
    const value = normalIdentifier(kind, text);
    if (value === null || value.length > 500) {
      this.blame(
        index,
        FAULT[kind] ? `“${shown(text)}” is not ${FAULT[kind]}.` : `“${shown(text)}” would stand for many people at once.`,
        RIGHT[kind] ?? "Something that is this person's alone.",
      );
      return;
    }
    if (kind === this.#plan.match) this.match = { kind, value };
    else this.#others.push({ kind, value });
    if (ALSO_ATTRIBUTES.includes(kind)) this.#attributes[kind] = value;
  }

  #attribute(index: number, column: Extract<ImportColumn, { as: "attribute" }>, text: string): void {
    const reading = readCell(text, column);
    if ("problem" in reading) this.blame(index, reading.problem, reading.right);
    else this.#attributes[column.name] = reading.value;
  }

  #consent(index: number, { channel, topic, yes, no }: Extract<ImportColumn, { as: "consent" }>, text: string): void {
    const word = text.toLowerCase();
    const state = has(yes, word) ? "subscribed" : has(no, word) ? "unsubscribed" : null;
    if (state === null)
      this.blame(index, `“${shown(text)}” says neither yes nor no.`, `${yes.join(", ")} for yes; ${no.join(", ")} for no; empty for nothing said.`);
    else if (topic !== undefined) this.#topics[topic] = state;
    else this.#channels[channel ?? "email"] = state;
  }
}

function has(words: readonly string[], word: string): boolean {
  return words.some((each) => each.trim().toLowerCase() === word);
}

const FAULT: { readonly [kind: string]: string } = { email: "a mail address", phone: "a phone number" };
const RIGHT: { readonly [kind: string]: string } = { email: "ann@shop.example", phone: "+491701234567" };

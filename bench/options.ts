import { parseArgs } from "node:util";

/** What the command line of the benchmarks may say beside their names. */
export interface BenchOptions {
  /** A data folder to use and to leave; null: one of its own that goes at the end. */
  readonly data: string | null;
  readonly people: number;
  readonly events: number;
  /** How often each list is asked. */
  readonly rounds: number;
  /** How many mails a second, and for how long. */
  readonly rate: number;
  readonly seconds: number;
  /** Only what has this word in its name; null: all. */
  readonly only: string | null;
}

/** @throws a sentence about an option that there is not */
export function readOptions(argv: readonly string[]): { readonly names: readonly string[]; readonly options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      data: { type: "string" },
      people: { type: "string", default: "1000000" },
      events: { type: "string", default: "10000000" },
      rounds: { type: "string", default: "20" },
      rate: { type: "string", default: "200" },
      seconds: { type: "string", default: "20" },
      only: { type: "string" },
    },
    allowPositionals: true,
  });
  return {
    names: positionals,
    options: {
      data: values.data ?? null,
      people: Number(values.people),
      events: Number(values.events),
      rounds: Number(values.rounds),
      rate: Number(values.rate),
      seconds: Number(values.seconds),
      only: values.only ?? null,
    },
  };
}

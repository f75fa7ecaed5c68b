import { parseArgs } from "node:util";

/** What the command line asks for. */
export type Command =
  | { readonly name: "help"; readonly problem: string | null }
  | { readonly name: "version" }
  | (Target & { readonly name: "pull"; readonly prune: boolean })
  | (Target & { readonly name: "plan"; readonly launch: boolean; readonly exitCode: boolean })
  | (Target & { readonly name: "push"; readonly launch: boolean; readonly prune: boolean })
  | TestCommand
  | BackupCommand
  | RestoreCommand;

/** Plays the scenarios of a folder by its own definitions; no Beckon is asked. */
export interface TestCommand {
  readonly name: "test";
  readonly folder: string;
}

/** Writes the whole database into a file. */
export interface BackupCommand {
  readonly name: "backup";
  readonly file: string;
  readonly withSecret: boolean;
}

/** Brings such a file back. */
export interface RestoreCommand {
  readonly name: "restore";
  readonly file: string;
  readonly replace: boolean;
}

/** Which folder goes with which Beckon. */
export interface Target {
  readonly folder: string;
  readonly url: string;
  readonly key: string | null;
}

const OPTIONS = {
  url: { type: "string" },
  key: { type: "string" },
  launch: { type: "boolean" },
  prune: { type: "boolean" },
  "exit-code": { type: "boolean" },
  "with-secret": { type: "boolean" },
  replace: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** Options that each command takes. */
const TAKES: { readonly [command: string]: readonly (keyof typeof OPTIONS)[] } = {
  pull: ["url", "key", "prune"],
  plan: ["url", "key", "launch", "exit-code"],
  push: ["url", "key", "launch", "prune"],
  test: [],
  backup: ["with-secret"],
  restore: ["replace"],
};

/** What a command works on, and how it is written. */
const PLACE_OF: { readonly [command: string]: readonly [what: string, example: string] } = {
  backup: ["file", "beckon.tar.gz"],
  restore: ["file", "beckon.tar.gz"],
};
const FOLDER = ["folder", "marketing"] as const;

/** Reads the command line. What cannot be read is a request for help, with a sentence about what is wrong. */
export function readCommand(argv: readonly string[], env: { readonly [name: string]: string | undefined }): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
    const [name, place, ...rest] = positionals;
    if (values.version) return { name: "version" };
    if (values.help || name === undefined || name === "help") return { name: "help", problem: null };
    const takes = Object.hasOwn(TAKES, name) ? TAKES[name] : undefined;
    if (takes === undefined) return misread(`There is no command “${name}”.`);
    const strange = (Object.keys(values) as (keyof typeof OPTIONS)[]).find((option) => values[option] && !takes.includes(option));
    if (strange !== undefined) return misread(`“${name}” does not take --${strange}.`);
    const [what, example] = PLACE_OF[name] ?? FOLDER;
    if (place === undefined) return misread(`“${name}” needs a ${what}, for example: beckon ${name} ${example}`);
    if (rest.length > 0) return misread(`“${name}” takes one ${what}; ${rest.map((each) => `“${each}”`).join(", ")} is too much.`);
    if (name === "backup") return { name, file: place, withSecret: values["with-secret"] ?? false };
    if (name === "test") return { name, folder: place };
    if (name === "restore") return { name, file: place, replace: values.replace ?? false };
    const target = { folder: place, url: urlOf(values.url ?? env.BECKON_URL), key: values.key ?? env.BECKON_API_KEY ?? null };
    const launch = values.launch ?? false;
    const prune = values.prune ?? false;
    if (name === "pull") return { ...target, name, prune };
    return name === "plan" ? { ...target, name, launch, exitCode: values["exit-code"] ?? false } : { ...target, name: "push", launch, prune };
  } catch (error) {
    return misread(error instanceof Error ? firstSentence(error.message) : String(error));
  }
}

const DEFAULT_URL = "http://127.0.0.1:3000";

function urlOf(given: string | undefined): string {
  const text = (given === undefined || given === "" ? DEFAULT_URL : given).replace(/\/+$/, "");
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new Error(`“${text}” is not a URL; it looks like https://beckon.example.com.`);
  return text;
}

function misread(problem: string): Command {
  return { name: "help", problem };
}

function firstSentence(text: string): string {
  return text.split(/\. (?=[A-Z])/)[0]?.replace(/\.?$/, ".") ?? text;
}

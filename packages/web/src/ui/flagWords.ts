import { inWords } from "./states.ts";

const WORDS: { readonly [flag: string]: string } = {
  odd_time: "Its time made no sense",
  future: "Its time was ahead of ours",
  quiet: "Starts no campaign",
  fill_only: "Fills only what was empty",
};

/** All that is to be known of how an event came, in words: `Imported, starts no campaign`. */
export function flagWords(flags: readonly string[]): string {
  return flags.map((flag, index) => (index === 0 ? wordsOf(flag) : lowerFirst(wordsOf(flag)))).join(", ");
}

function wordsOf(flag: string): string {
  return WORDS[flag] ?? inWords(flag);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

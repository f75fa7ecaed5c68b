/** How codes look. A pattern says all by itself: each `#` in it is drawn, the rest stands as it is. */
export interface CodeConfig {
  readonly pattern?: string;
  /** Characters drawn where there is no pattern. Default 8. */
  readonly length?: number;
  /** What is drawn from; a character that stands twice counts once. */
  readonly charset?: string;
  readonly prefix?: string;
  readonly postfix?: string;
}

/** All that a code can be. */
export interface CodeSpace {
  /** Characters that are drawn. */
  readonly drawn: number;
  /** Different characters that each is drawn from. */
  readonly characters: number;
  /** `characters` to the power of `drawn`; a float, because it may be beyond what an integer holds. */
  readonly codes: number;
}

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const DEFAULT_LENGTH = 8;
/** Also what the column of codes holds. */
export const CODE_MAX = 128;

/** Above it draws collide so often that generating takes longer and longer; and every second guess is somebody's code. */
const FULLEST = 1 / 2;
/** A guess that is right more often than once in a million tries is worth somebody's while where codes hold money. */
const GUESSABLE = 1e-6;

export function codeSpaceOf(config: CodeConfig): CodeSpace {
  const drawn = [...templateOf(config)].filter((character) => character === DRAWN).length;
  const characters = charactersOf(config).length;
  return { drawn, characters, codes: characters ** drawn };
}

export interface CodeVerdict {
  /** Why so many codes cannot be made, with the arithmetic; null where they can. */
  readonly problem: string | null;
  /** What is unwise about it. */
  readonly warning: string | null;
  /** How likely one guess is to be somebody's code. */
  readonly guess: number;
}

/** Says whether a form of codes has room for so many. @param wanted all that there will be, those that exist included */
export function judgeCodes(config: CodeConfig, wanted: number): CodeVerdict {
  const { drawn, characters, codes } = codeSpaceOf(config);
  const guess = codes === 0 ? 1 : Math.min(1, wanted / codes);
  const arithmetic = `${characters} characters, ${drawn} of them drawn: ${plain(codes)} different codes`;
  const long = [...templateOf(config)].length;
  if (long > CODE_MAX) return { problem: `A code would have ${long} characters; ${CODE_MAX} are the most.`, warning: null, guess };
  if (characters === 0) return { problem: "The character set is empty.", warning: null, guess };
  if (drawn === 0) return { problem: "Nothing of the code is drawn: put a # into the pattern for each character that is.", warning: null, guess };
  if (wanted > codes * FULLEST)
    return {
      problem: `There is not room for ${plain(wanted)} codes: ${arithmetic}, and at most half of them may be taken. Draw more characters.`,
      warning: null,
      guess,
    };
  if (guess > GUESSABLE)
    return {
      problem: null,
      warning: `One guess in ${plain(Math.round(1 / guess))} is somebody's code (${arithmetic}). Draw more characters where codes hold money.`,
      guess,
    };
  return { problem: null, warning: null, guess };
}

/** @param pick a number from 0 to below its argument, from a source that nobody can foresee */
export function codeOf(config: CodeConfig, pick: (below: number) => number): string {
  const characters = charactersOf(config);
  return [...templateOf(config)].map((character) => (character === DRAWN ? (characters[pick(characters.length)] ?? "") : character)).join("");
}

const DRAWN = "#";

function templateOf({ pattern, length, prefix, postfix }: CodeConfig): string {
  if (pattern !== undefined && pattern !== "") return pattern;
  return `${prefix ?? ""}${DRAWN.repeat(length ?? DEFAULT_LENGTH)}${postfix ?? ""}`;
}

function charactersOf({ charset }: CodeConfig): string[] {
  return [...new Set(charset === undefined || charset === "" ? LETTERS_AND_DIGITS : charset)];
}

function plain(count: number): string {
  return count < 1e15 ? count.toLocaleString("en-US") : count.toExponential(1);
}

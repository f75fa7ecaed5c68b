/** How the lines of a rule go together, as one reads it: lines by their number, `and` before `or`, brackets. */
export type Logic = { readonly line: string } | { readonly all: readonly Logic[] } | { readonly any: readonly Logic[] };

/**
 * Reads `(1 and 2) or 3`, in small or capital letters.
 * @param lines the numbers that there are; an empty text wants them all
 * @throws Error with a sentence that says what is wrong
 */
export function readLogic(text: string, lines: readonly string[]): Logic {
  const words = text.match(/\(|\)|[^\s()]+/g) ?? [];
  if (words.length === 0) return { all: lines.map((line) => ({ line })) };
  let place = 0;

  function either(): Logic {
    const parts = [both()];
    while (words[place]?.toLowerCase() === "or") {
      place += 1;
      parts.push(both());
    }
    return parts.length === 1 ? (parts[0] as Logic) : { any: parts };
  }

  function both(): Logic {
    const parts = [one()];
    while (words[place]?.toLowerCase() === "and") {
      place += 1;
      parts.push(one());
    }
    return parts.length === 1 ? (parts[0] as Logic) : { all: parts };
  }

  function one(): Logic {
    const word = words[place];
    place += 1;
    if (word === "(") {
      const inner = either();
      if (words[place] !== ")") throw new Error(`The logic "${text}" has a bracket that is not closed.`);
      place += 1;
      return inner;
    }
    if (word === undefined) throw new Error(`The logic "${text}" ends where a number is expected.`);
    if (!lines.includes(word)) throw new Error(`The logic "${text}" names ${word}; there is ${lines.join(", ") || "nothing"}.`);
    return { line: word };
  }

  const whole = either();
  if (place < words.length) throw new Error(`The logic "${text}" goes on with "${words[place]}" where "and", "or" or nothing is expected.`);
  return whole;
}

/** @returns the first line that makes it fail, or null where it holds */
export function failing(logic: Logic, holds: (line: string) => boolean): string | null {
  if ("line" in logic) return holds(logic.line) ? null : logic.line;
  if ("all" in logic) {
    for (const part of logic.all) {
      const line = failing(part, holds);
      if (line !== null) return line;
    }
    return null;
  }
  let first: string | null = null;
  for (const part of logic.any) {
    const line = failing(part, holds);
    if (line === null) return null;
    first ??= line;
  }
  return first;
}

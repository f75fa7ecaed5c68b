/** One line of a text comparison: kept (` `), only in the old text (`-`), only in the new one (`+`). */
export interface LineChange {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Beyond this many cells the exact comparison of the differing middle would cost seconds; it is shown as replaced. */
const MOST_CELLS = 4_000_000;

/** Compares two texts line by line by their longest common subsequence, after setting the common start and end aside. */
export function diffLines(before: string, after: string): LineChange[] {
  const old = before.split("\n");
  const now = after.split("\n");
  const start = commonStart(old, now);
  const end = commonEnd(old, now, start);
  return [
    ...lines(" ", old.slice(0, start)),
    ...diffMiddle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...lines(" ", old.slice(old.length - end)),
  ];
}

function diffMiddle(old: readonly string[], now: readonly string[]): LineChange[] {
  if (old.length * now.length > MOST_CELLS) return [...lines("-", old), ...lines("+", now)];
  const common = commonLengths(old, now);
  const width = now.length + 1;
  const changes: LineChange[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    const below = common[(i + 1) * width + j] ?? 0;
    const right = common[i * width + j + 1] ?? 0;
    if (i < old.length && j < now.length && old[i] === now[j]) {
      changes.push({ sign: " ", text: old[i++] ?? "" });
      j++;
    } else if (j >= now.length || (i < old.length && below >= right)) changes.push({ sign: "-", text: old[i++] ?? "" });
    else changes.push({ sign: "+", text: now[j++] ?? "" });
  }
  return changes;
}

/** At [i, j]: how many lines `old` from i and `now` from j have in common, in order. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      table[i * width + j] =
        old[i] === now[j] ? (table[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  return table;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

function commonEnd(a: readonly string[], b: readonly string[], from: number): number {
  let n = 0;
  while (n < a.length - from && n < b.length - from && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}

function lines(sign: LineChange["sign"], texts: readonly string[]): LineChange[] {
  return texts.map((text) => ({ sign, text }));
}

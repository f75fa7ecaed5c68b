/** A problem of a template as the server reports it. */
export interface SourceProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

export interface SourceFix {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** A problem at its place in the source. */
export interface SourceMark {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly fixes: readonly SourceFix[];
}

/** Where in the source each problem stands, as far as its words tell. */
export function sourceMarks(source: string, problems: readonly SourceProblem[]): SourceMark[] {
  return problems.flatMap((problem) => {
    const variable = /`([^`]+)`/.exec(problem.message)?.[1];
    if (variable && problem.code === "fallback_missing") {
      return placesOf(source, variable).map((place) => ({ ...marked(problem, place), fixes: [defaultFix(place)] }));
    }
    if (variable && problem.code === "variable_unknown") {
      return placesOf(source, variable).map((place) => ({ ...marked(problem, place), fixes: rootFixes(variable, place) }));
    }
    const line = /\(line (\d+)\)$/.exec(problem.message)?.[1];
    return line ? [{ ...marked(problem, lineAt(source, Number(line))), fixes: [] }] : [];
  });
}

interface Place {
  readonly from: number;
  readonly to: number;
}

function marked({ severity, message }: SourceProblem, { from, to }: Place) {
  return { from, to, severity, message };
}

/** Where `{{ }}`, or a loop, names the variable without a default of its own. */
function placesOf(source: string, variable: string): Place[] {
  const places: Place[] = [];
  for (const piece of source.matchAll(/\{\{-?[\s\S]*?\}\}|\{%-?[\s\S]*?%\}/g)) {
    for (const found of piece[0].matchAll(wholeName(variable))) {
      const from = piece.index + found.index;
      const rest = source.slice(from + variable.length, piece.index + piece[0].length);
      if (!/^\s*\|\s*default\b/.test(rest) && !isAsked(piece[0])) places.push({ from, to: from + variable.length });
    }
  }
  return places;
}

/** The name where it is not a part of a longer one. */
function wholeName(variable: string): RegExp {
  return new RegExp(`(?<![\\w.-])${variable.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-]|\\.\\w)`, "g");
}

/** A condition may ask for what is not there. */
function isAsked(piece: string): boolean {
  return /^\{%-?\s*(?:if|elsif|unless)\b/.test(piece);
}

function defaultFix({ to }: Place): SourceFix {
  return { label: "Add a default", from: to, to, insert: ' | default: "..."' };
}

function rootFixes(variable: string, { from }: Place): SourceFix[] {
  return ["profile.", "event."].map((root) => ({ label: `${root}${variable}`, from, to: from, insert: root }));
}

/** A line without its indentation; the last where there are fewer. */
function lineAt(source: string, number: number): Place {
  const lines = source.split("\n");
  const index = Math.min(number, lines.length) - 1;
  const start = lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
  const line = lines[index]!;
  return { from: start + line.length - line.trimStart().length, to: start + line.length };
}

/** A problem of a template as the server reports it. */
export interface SourceProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  /** The name in the source that it is about. */
  readonly name?: string;
  /** What may stand in its place. */
  readonly suggestions?: readonly string[];
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

/** Where in the source each problem stands, as far as it names what it is about, or its line. */
export function sourceMarks(source: string, problems: readonly SourceProblem[]): SourceMark[] {
  return problems.flatMap((problem) => {
    const { name, code, suggestions = [] } = problem;
    if (name !== undefined && code !== "content_invalid") {
      return placesOf(source, name).map((place) => ({
        ...marked(problem, place),
        fixes: [...suggestionFixes(suggestions, place), ...defaultFixes(code, place)],
      }));
    }
    const line = /\(line (\d+)\)$/.exec(problem.message)?.[1];
    if (line === undefined) return [];
    const place = lineAt(source, Number(line));
    const word = name === undefined ? null : wordIn(source, name, place);
    return [{ ...marked(problem, word ?? place), fixes: word ? suggestionFixes(suggestions, word) : [] }];
  });
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where a variable is named; a default may follow where its value is what is printed or given a name. */
interface VariablePlace extends Place {
  readonly takesDefault: boolean;
}

function marked({ severity, message }: SourceProblem, { from, to }: Place) {
  return { from, to, severity, message };
}

/** Where `{{ }}`, or a loop, names the variable without a default of its own. */
function placesOf(source: string, variable: string): VariablePlace[] {
  const places: VariablePlace[] = [];
  for (const piece of source.matchAll(/\{\{-?[\s\S]*?\}\}|\{%-?[\s\S]*?%\}/g)) {
    for (const found of piece[0].matchAll(wholeName(variable))) {
      const from = piece.index + found.index;
      const rest = source.slice(from + variable.length, piece.index + piece[0].length);
      if (/^\s*\|\s*default\b/.test(rest) || isAsked(piece[0])) continue;
      places.push({ from, to: from + variable.length, takesDefault: BEFORE_VALUE.test(piece[0].slice(0, found.index)) });
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

/** `{{ `, `{% assign x = `, `{% echo `: elsewhere (a loop, an argument of a filter) a default would belong to something else. */
const BEFORE_VALUE = /^(?:\{\{-?\s*|\{%-?\s*(?:echo\s+|assign\s+[\w-]+\s*=\s*))$/;

function defaultFixes(code: string, { to, takesDefault }: VariablePlace): SourceFix[] {
  return code === "fallback_missing" && takesDefault ? [{ label: "Add a default", from: to, to, insert: ' | default: "..."' }] : [];
}

function suggestionFixes(suggestions: readonly string[], { from, to }: Place): SourceFix[] {
  return suggestions.map((suggestion) => ({ label: `Use ${suggestion}`, from, to, insert: suggestion }));
}

/** A filter or tag within a line, as a word of its own. */
function wordIn(source: string, word: string, { from, to }: Place): Place | null {
  const found = source.slice(from, to).search(wholeName(word));
  return found < 0 ? null : { from: from + found, to: from + found + word.length };
}

/** A line without its indentation; the last where there are fewer. */
function lineAt(source: string, number: number): Place {
  const lines = source.split("\n");
  const index = Math.min(number, lines.length) - 1;
  const start = lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
  const line = lines[index]!;
  return { from: start + line.length - line.trimStart().length, to: start + line.length };
}

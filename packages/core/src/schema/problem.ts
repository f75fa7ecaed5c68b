/** Something to mend in a document. Errors keep it from being launched, warnings do not. */
export interface Problem {
  readonly severity: "error" | "warning";
  /** Stable name for programs. */
  readonly code: string;
  /** Where in the document: `audience.conditions[1].name`; empty for the whole. */
  readonly path: string;
  /** One sentence that says what is wrong and how to mend it. */
  readonly message: string;
  /** The name in the source that it is about, as it is written there: a variable, a filter. */
  readonly name?: string;
  /** What may stand in place of the name, most likely first. */
  readonly suggestions?: readonly string[];
  /** The content block that it stands in, where it is not the document itself. */
  readonly block?: string;
}

export function error(path: string, code: string, message: string): Problem {
  return { severity: "error", code, path, message };
}

export function warning(path: string, code: string, message: string): Problem {
  return { severity: "warning", code, path, message };
}

/** The path of a field inside what stands at `path`. */
export function at(path: string, field: string | number): string {
  if (typeof field === "number") return `${path}[${field}]`;
  return path === "" ? field : `${path}.${field}`;
}

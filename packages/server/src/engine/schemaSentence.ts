/** A finding of ajv, as much of it as a sentence needs. */
export interface SchemaFinding {
  readonly keyword: string;
  /** JSON pointer. */
  readonly instancePath: string;
  readonly params: { readonly [name: string]: unknown };
  readonly message?: string | undefined;
}

/**
 * Says the most telling of ajv's findings as a sentence that mends: where, what is wrong, what would be right.
 * @param whole how the checked thing is called in paths: `body` gives `body.trigger.event`, the empty text `trigger.event`
 */
export function sentenceOf(findings: readonly SchemaFinding[], whole: string): { readonly problem: string; readonly path: string } {
  const finding = mostTelling(findings);
  const name = whole === "" ? "The document" : whole;
  if (!finding) return { problem: `${name} does not fit.`, path: whole };
  const at = pathOf(whole, finding.instancePath);
  const path = at === "" ? name : at;
  switch (finding.keyword) {
    case "required": {
      const missing = step(at, String(finding.params.missingProperty));
      return { problem: `${missing} is missing.`, path: missing };
    }
    case "additionalProperties": {
      const unknown = step(at, String(finding.params.additionalProperty));
      return { problem: `${unknown} is not known here; remove it or correct its name.`, path: unknown };
    }
    case "enum":
      return { problem: `${path} must be one of ${list(finding.params.allowedValues)}.`, path };
    case "const":
      return { problem: `${path} must be ${JSON.stringify(finding.params.allowedValue)}.`, path };
    case "type":
      return { problem: `${path} must be ${typeName(finding.params.type)}.`, path };
    case "format":
      return { problem: `${path} must be ${formatName(String(finding.params.format))}.`, path };
    case "pattern":
      return { problem: `${path} must match ${finding.params.pattern}.`, path };
    case "minLength":
      return { problem: finding.params.limit === 1 ? `${path} must not be empty.` : `${path} must have at least ${finding.params.limit} characters.`, path };
    case "maxLength":
      return { problem: `${path} must have at most ${finding.params.limit} characters.`, path };
    default:
      return { problem: `${path} ${finding.message ?? "does not fit"}.`, path };
  }
}

/** Of the branches of a choice the one that got furthest tells most; the choice itself (`anyOf`) tells least. */
function mostTelling(findings: readonly SchemaFinding[]): SchemaFinding | undefined {
  const leaves = findings.filter((finding) => finding.keyword !== "anyOf" && finding.keyword !== "oneOf" && finding.keyword !== "if");
  const notOnlyNull = leaves.filter((finding) => finding.keyword !== "type" || finding.params.type !== "null");
  const candidates = notOnlyNull.length > 0 ? notOnlyNull : leaves;
  return [...candidates].sort((a, b) => depth(b) - depth(a))[0] ?? findings[0];
}

function depth(finding: SchemaFinding): number {
  return finding.instancePath.split("/").length;
}

/** `/trigger/parts/0` -> `body.trigger.parts[0]` */
function pathOf(whole: string, pointer: string): string {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.reduce(step, whole);
}

function step(path: string, name: string): string {
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(", ") : String(values);
}

const TYPES: { readonly [type: string]: string } = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

function typeName(type: unknown): string {
  const names = (Array.isArray(type) ? type : String(type).split(",")).map((name) => TYPES[String(name)] ?? String(name));
  return names.join(" or ");
}

const FORMATS: { readonly [format: string]: string } = {
  uuid: "an id (UUID)",
  "date-time": "an instant such as 2026-11-22T09:00:00Z",
  email: "a mail address",
  uri: "a URL",
};

function formatName(format: string): string {
  return FORMATS[format] ?? `of the format ${format}`;
}

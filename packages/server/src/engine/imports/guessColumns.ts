import { DATE_ORDERS, type DateOrder, type ImportColumn, type ImportedType, type Topic } from "@beckon/core";
import { normalIdentifier } from "../eventCheck.ts";
import { NO, readCell, readDate, YES } from "./readCell.ts";

/** What is known of the workspace: what a header may mean. */
export interface Familiar {
  readonly attributes: readonly string[];
  readonly topics: readonly Topic[];
  /** Kinds of identifiers that people here are known by. */
  readonly identifierKinds: readonly string[];
}

/** A guess, with what somebody should look at. */
export interface ColumnGuess {
  readonly column: ImportColumn;
  /** Where the examples allow two readings. */
  readonly doubt: string | null;
}

const IDENTIFIERS: { readonly [kind: string]: readonly string[] } = {
  email: ["email", "mail", "emailaddress", "mailaddress", "emailadresse", "courriel"],
  user_id: ["userid", "customerid", "id", "externalid", "kundennummer", "customernumber", "uid", "memberid"],
  phone: ["phone", "phonenumber", "mobile", "mobilephone", "telephone", "tel", "telefon", "handy", "sms"],
  stripe_customer_id: ["stripecustomerid", "stripeid"],
  anonymous_id: ["anonymousid"],
};
const CONSENT = /newsletter|subscri|optin|consent|marketing|einwilligung/;

/** Guesses what each column is, by its name and what is in it. Each identifier is given once, to the best column. */
export function guessColumns(names: readonly string[], examples: readonly (readonly string[])[], familiar: Familiar): ColumnGuess[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const values = (examples[index] ?? []).map((value) => value.trim()).filter((value) => value !== "");
    const guess = guessColumn(name, values, familiar, taken);
    const { column } = guess;
    const what =
      column.as === "identifier"
        ? column.kind
        : column.as === "attribute"
          ? `attribute ${column.name}`
          : column.as === "consent"
            ? `consent ${column.topic ?? ""}`
            : "";
    if (what !== "" && taken.has(what)) return { column: { as: "ignore" }, doubt: `Another column is “${what.replace(/^\w+ /, "")}” already.` };
    taken.add(what);
    return guess;
  });
}

function guessColumn(name: string, values: readonly string[], familiar: Familiar, taken: ReadonlySet<string>): ColumnGuess {
  const plain = plainOf(name);
  const kinds = Object.entries(IDENTIFIERS)
    .filter(([, words]) => words.includes(plain))
    .map(([kind]) => kind);
  const kind =
    kinds[0] ??
    familiar.identifierKinds.find((each) => plainOf(each) === plain) ??
    (isMostly(values, (value) => normalIdentifier("email", value) !== null) ? "email" : undefined);
  if (kind !== undefined && !taken.has(kind)) return sure({ as: "identifier", kind });
  if (CONSENT.test(plain) && values.length > 0 && values.every((value) => isYesOrNo(value))) {
    const topic =
      familiar.topics.find((each) => [each.key, each.name].some((word) => plain.includes(plainOf(word)))) ??
      (familiar.topics.length === 1 ? familiar.topics[0] : undefined);
    return sure({ as: "consent", channel: "email", ...(topic ? { topic: topic.key } : {}), yes: YES, no: NO });
  }
  const known = familiar.attributes.find((attribute) => plainOf(attribute) === plain);
  return guessAttribute(known ?? attributeName(name), values);
}

function guessAttribute(name: string, values: readonly string[]): ColumnGuess {
  if (values.length === 0) return sure({ as: "attribute", name, type: "text" });
  const reads = (type: ImportedType, format?: "point" | "comma") => values.every((value) => "value" in readCell(value, { type, format }));
  if (values.every(isYesOrNo) && values.some((value) => !/^[01]$/.test(value))) return sure({ as: "attribute", name, type: "yes_no" });
  const orders = DATE_ORDERS.filter((order) => isNearlyAll(values, (value) => isDate(value, order)));
  if (orders.length > 0) return guessDate(name, values, orders);
  // A code such as 01099 loses its zero as a number.
  if (values.some((value) => /^0\d/.test(value) || value.replace(/\D/g, "").length > 15)) return sure({ as: "attribute", name, type: "text" });
  if (reads("number", "point") && reads("number", "comma") && values.some((value) => /[.,]/.test(value)))
    return {
      column: { as: "attribute", name, type: "number", format: "point" },
      doubt: `“${values.find((value) => /[.,]/.test(value))}” can be read with a point or with a comma for decimals; choose which.`,
    };
  if (reads("number", "point")) return sure({ as: "attribute", name, type: "number", format: "point" });
  if (reads("number", "comma")) return sure({ as: "attribute", name, type: "number", format: "comma" });
  return sure({ as: "attribute", name, type: "text" });
}

function guessDate(name: string, values: readonly string[], orders: readonly DateOrder[]): ColumnGuess {
  // 31.12. is written with the day first nearly everywhere, 12/31 in America.
  const order = orders.length > 1 && values.some((value) => value.includes(".")) ? "dmy" : (orders[0] as DateOrder);
  const wrong = values.find((value) => !isDate(value, order));
  if (wrong !== undefined)
    return {
      column: { as: "attribute", name, type: "date", format: order },
      doubt: `“${wrong}” is no date, as nearly all others are; choose text to take it as it is.`,
    };
  const example = values.find((value) => !/^\d{4}/.test(value));
  const isUnsure = orders.length > 1 && example !== undefined && !example.includes(".");
  return {
    column: { as: "attribute", name, type: "date", format: order },
    doubt: isUnsure ? `“${example}” can be read with the day first or with the month first; choose which.` : null,
  };
}

function sure(column: ImportColumn): ColumnGuess {
  return { column, doubt: null };
}

function isYesOrNo(value: string): boolean {
  return YES.includes(value.toLowerCase()) || NO.includes(value.toLowerCase());
}

function isDate(value: string, order: DateOrder): boolean {
  return "value" in readDate(value, order);
}

/** All of a few, or all but a slip among many: a slip must not turn a column of dates into text unnoticed. */
function isNearlyAll(values: readonly string[], fits: (value: string) => boolean): boolean {
  const fitting = values.filter(fits).length;
  return fitting === values.length || (values.length >= 10 && fitting >= 0.9 * values.length);
}

function isMostly(values: readonly string[], fits: (value: string) => boolean): boolean {
  return values.length > 0 && values.filter(fits).length > 0.7 * values.length;
}

/** `E-Mail Address` and `email_address` are one name. */
function plainOf(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{Letter}\p{Number}]/gu, "");
}

/** `First name` -> `first_name`. */
function attributeName(header: string): string {
  const name = header
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  return name === "" ? "column" : name.slice(0, 100);
}

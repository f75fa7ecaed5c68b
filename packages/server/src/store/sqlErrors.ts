/** SQLSTATE of a refusal by the database; empty for other errors. */
function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.length === 5 ? code : "";
}

/** Classes 22 (data), 23 (constraint) and 54 (limits): some value is to blame, and trying again will not help. */
export function isUnstorable(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error));
}

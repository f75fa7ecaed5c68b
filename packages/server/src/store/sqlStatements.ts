/** The statements of a migration, one by one and without the closing semicolon: one statement a call is all that Citus takes. Comments stay where they are. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let position = 0;
  while (position < sql.length) {
    if (sql[position] === ";") {
      statements.push(sql.slice(start, position));
      position += 1;
      start = position;
    } else {
      position = endOfToken(sql, position);
    }
  }
  statements.push(sql.slice(start));
  return statements.map((statement) => statement.trim()).filter(says);
}

/** Where the comment, quotation or single character that begins at `position` ends. */
function endOfToken(sql: string, position: number): number {
  const rest = sql.slice(position, position + 2);
  if (rest === "--") return endAfter(sql, "\n", position);
  if (rest === "/*") return endOfBlockComment(sql, position);
  if (rest[0] === "'") return endOfQuotation(sql, position, "'", isEscapeString(sql, position));
  if (rest[0] === '"') return endOfQuotation(sql, position, '"', false);
  if (rest[0] === "$") return endOfDollarQuotation(sql, position);
  return position + 1;
}

/** Block comments nest in SQL. */
function endOfBlockComment(sql: string, position: number): number {
  let depth = 0;
  for (let index = position; index < sql.length; index += 1) {
    const pair = sql.slice(index, index + 2);
    if (pair === "/*") {
      depth += 1;
      index += 1;
    } else if (pair === "*/") {
      depth -= 1;
      index += 1;
      if (depth === 0) return index + 1;
    }
  }
  return sql.length;
}

/** A doubled quote is the quote itself; it reads as two quotations side by side, which end at the same place. */
function endOfQuotation(sql: string, position: number, quote: string, escapes: boolean): number {
  for (let index = position + 1; index < sql.length; index += 1) {
    if (escapes && sql[index] === "\\") index += 1;
    else if (sql[index] === quote) return index + 1;
  }
  return sql.length;
}

function isEscapeString(sql: string, position: number): boolean {
  return /(?:^|[^\w$])[eE]$/.test(sql.slice(Math.max(0, position - 2), position));
}

function endOfDollarQuotation(sql: string, position: number): number {
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(sql.slice(position, position + 70))?.[0];
  const insideName = position > 0 && /[\w$]/.test(sql[position - 1] ?? "");
  if (!tag || insideName) return position + 1;
  return endAfter(sql, tag, position + tag.length);
}

function endAfter(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from);
  return found === -1 ? sql.length : found + mark.length;
}

/** Whether anything is left beside comments. */
function says(statement: string): boolean {
  for (let position = 0; position < statement.length; ) {
    const pair = statement.slice(position, position + 2);
    if (pair !== "--" && pair !== "/*" && !/\s/.test(pair[0] ?? "")) return true;
    position = endOfToken(statement, position);
  }
  return false;
}

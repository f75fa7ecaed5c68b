import type { Db, Query } from "../packages/server/src/store/db.ts";

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string | undefined;
}

const WRITES = /\b(insert|update|delete)\b/i;

/** Passes everything on, and remembers what was read since it was last asked. */
export class StatementLog implements Db {
  readonly #inner: Db;
  #statements: Statement[] = [];

  constructor(inner: Db) {
    this.#inner = inner;
  }

  take(): readonly Statement[] {
    const taken = this.#statements;
    this.#statements = [];
    return taken;
  }

  query<Row>(text: string, values: readonly unknown[] = [], name?: string) {
    return this.#noting(this.#inner).query<Row>(text, values, name);
  }

  transaction<T>(work: (tx: Query) => Promise<T>): Promise<T> {
    return this.#inner.transaction((tx) => work(this.#noting(tx)));
  }

  #noting(inner: Query): Query {
    return {
      query: (text, values = [], name) => {
        // What writes is not said again.
        if (!WRITES.test(text)) this.#statements.push({ text, values, name });
        return inner.query(text, values, name);
      },
    };
  }

  /** Says them again, one after the other: what the database alone takes for this answer. */
  async replay(statements: readonly Statement[]): Promise<void> {
    for (const { text, values, name } of statements) await this.#inner.query(text, values, name);
  }
}

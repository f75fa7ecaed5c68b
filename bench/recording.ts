import type { Db, Query } from "../packages/server/src/store/db.ts";

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string | undefined;
}

/** What was said to the database in one transaction. */
export type Recorded = readonly Statement[];

/** Passes everything on, and keeps every transaction that was committed. */
export class RecordingDb implements Db {
  readonly #inner: Db;
  #transactions: Recorded[] = [];

  constructor(inner: Db) {
    this.#inner = inner;
  }

  /** What was said since the last time. */
  take(): Recorded[] {
    const taken = this.#transactions;
    this.#transactions = [];
    return taken;
  }

  query<Row>(text: string, values?: readonly unknown[], name?: string) {
    return this.#inner.query<Row>(text, values, name);
  }

  async transaction<T>(work: (tx: Query) => Promise<T>): Promise<T> {
    const statements: Statement[] = [];
    const result = await this.#inner.transaction((tx) =>
      work({
        query(text, values = [], name) {
          statements.push({ text, values, name });
          return tx.query(text, values, name);
        },
      }),
    );
    this.#transactions.push(statements);
    return result;
  }
}

/** Says the same again, transaction by transaction: what the database alone can do with these rows. */
export async function replay(db: Db, transactions: readonly Recorded[]): Promise<void> {
  for (const statements of transactions) {
    await db.transaction(async (tx) => {
      for (const { text, values, name } of statements) await tx.query(text, values, name);
    });
  }
}

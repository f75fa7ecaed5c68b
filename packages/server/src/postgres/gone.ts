/** SQLSTATEs and system codes of a database that is away for a moment: shut down, killed, starting, out of reach. */
const GONE = /^(57P0[123]|08\d{3}|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Sentences of the driver, which gives no code. */
const BROKEN = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** Whether the error only says that the database is not there: a matter of waiting, not of what was asked. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return GONE.test(String((error as NodeJS.ErrnoException).code ?? "")) || BROKEN.test(error.message);
}

/** A refusal of the API: its stable code, and a sentence that says how to mend it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  /** Where in the request, for example `body.name`. */
  readonly path: string | undefined;

  constructor(status: number, code: string, message: string, details?: unknown, path?: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.path = path;
  }
}

/** A wrong password or code is a 401 too, but no end of a session. */
const OF_THE_SIGN_IN = ["wrong_sign_in", "second_factor_needed", "second_factor_wrong"];

/** True where the session is over or was never there. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && !OF_THE_SIGN_IN.includes(error.code);
}

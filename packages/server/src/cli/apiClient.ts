import { type ErrorBody, type InputOf, type ResponseOf, type Route, urlOf } from "@beckon/contract";
import type { Target } from "./command.ts";

/** A failure with a sentence for people; everything else is a fault of ours. */
export class CliError extends Error {}

/** Calls a route of the public API. Every failure is a `CliError` that says what to mend. */
export async function callApi<R extends Route>(target: Target, route: R, input: InputOf<R>): Promise<ResponseOf<R>> {
  const parts: { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown } = input;
  const { body } = parts;
  const response = await reach(target, `${target.url}${urlOf(route, parts)}`, {
    method: route.method,
    headers: {
      accept: "application/json",
      ...(target.key === null ? {} : { authorization: `Bearer ${target.key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await jsonOf(response, target);
  if (response.ok) return answer as ResponseOf<R>;
  throw new CliError(sentenceOf(response.status, answer, target));
}

async function reach(target: Target, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CliError(`${target.url} does not answer (${code}). Is Beckon running there? Set --url or BECKON_URL to where it is.`);
  }
}

async function jsonOf(response: Response, target: Target): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`${target.url} answered ${response.status} with something that is not JSON. Is that Beckon? Set --url or BECKON_URL to where it is.`);
  }
}

function sentenceOf(status: number, answer: unknown, target: Target): string {
  const { error } = answer as Partial<ErrorBody>;
  if (status === 401) {
    const what = target.key === null ? "Beckon needs an API key" : "Beckon does not know this API key";
    return `${what}: make one under Settings, Keys, and give it with --key or BECKON_API_KEY.`;
  }
  return error === undefined ? `${target.url} answered ${status}.` : error.message;
}

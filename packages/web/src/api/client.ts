import { type ErrorBody, type InputOf, type ResponseOf, type RouteName, type Routes, routes, urlOf } from "@beckon/contract";
import { ApiError } from "./apiError.ts";
import { connection } from "./connection.ts";

export type Input<N extends RouteName> = InputOf<Routes[N]>;
export type Answer<N extends RouteName> = ResponseOf<Routes[N]>;

/** The input of a route, which may be left out where the route needs none. */
export type InputArgument<N extends RouteName> = object extends Input<N> ? [input?: Input<N>] : [input: Input<N>];

/**
 * Calls a route of the public API by its name; input and answer are typed by the contract.
 * @throws ApiError with the API's code and sentence, or with code `offline` where no answer came.
 */
export async function api<N extends RouteName>(name: N, ...[input]: InputArgument<N>): Promise<Answer<N>> {
  return await call(name, input);
}

/** The same with a signal that gives the request up. */
export async function call<N extends RouteName>(name: N, input: Input<N> | undefined, signal?: AbortSignal): Promise<Answer<N>> {
  const { method } = routes[name];
  const body = input && "body" in input ? JSON.stringify(input.body) : undefined;
  const response = await reach(urlOf(routes[name], input as { readonly params?: unknown; readonly query?: unknown } | undefined), {
    method,
    body,
    signal,
    credentials: "same-origin",
    headers: body === undefined ? { accept: "application/json" } : { accept: "application/json", "content-type": "application/json" },
  });
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer<N>;
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, request);
    // A proxy answers for a Beckon that is away.
    if (response.status === 502 || response.status === 504) connection.lost();
    else connection.found();
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    connection.lost();
    throw new ApiError(0, "offline", "Beckon does not answer. Check that it runs and that you are online; this page will try again.");
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as ErrorBody | null;
  if (body?.error) return new ApiError(response.status, body.error.code, body.error.message, body.error.details, body.error.path);
  return new ApiError(response.status, "unreadable", `Beckon answered with status ${response.status} and no explanation; the server's log has more.`);
}

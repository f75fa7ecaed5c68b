import type { Static, TSchema } from "typebox";
import type { Permission } from "./permissions.ts";

/** Who may call: a permission, anyone who is signed in, or everybody. */
export type Access = Permission | "signed_in" | "public";

/** What the audit log says of a successful change. Gaps such as `{answer.name}` are filled from the call's params, body and answer. */
export interface Audited {
  /** Goes on after the name of who did it: `launched the campaign {answer.name}`. `{subject}` is the name that the route gave, or the id. */
  readonly did: string;
  /** What it was done to, in the words of the glossary: `campaign`. */
  readonly kind: string;
  /** Where the subject's id stands. Default `params.id`. */
  readonly id?: string;
  /** What a refusal of the request itself is called; without it only successes are kept. */
  readonly failed?: string;
  /** The body is personal or holds secrets: what was asked is not kept. */
  readonly withoutBody?: true;
}

/** One route of the public API: all that the server, the web app, the CLI and the OpenAPI document need to know of it. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:name` for parameters. */
  readonly path: string;
  /** Group in the documentation. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Of a success. `status` 204 has none. */
  readonly response?: TSchema;
  /** An `Idempotency-Key` is not honoured, because the answer holds a secret that must not be stored. */
  readonly unrepeatable?: true;
  /** How a change is told in the audit log; or, where nothing is changed, why it does not stand there. */
  readonly audit?: Audited | { readonly none: string };
  /** Default 200. */
  readonly status?: 200 | 201 | 202 | 204;
}

/** Keeps the exact types of the schemas. */
export function route<const R extends Route>(definition: R): R {
  return definition;
}

type StaticOf<S> = S extends TSchema ? Static<S> : undefined;

export type ParamsOf<R extends Route> = StaticOf<R["params"]>;
export type QueryOf<R extends Route> = StaticOf<R["query"]>;
export type BodyOf<R extends Route> = StaticOf<R["body"]>;
export type ResponseOf<R extends Route> = StaticOf<R["response"]>;

/** What a caller hands to a route: exactly the parts that it has. */
export type InputOf<R extends Route> = (R["params"] extends TSchema ? { readonly params: ParamsOf<R> } : object) &
  (R["query"] extends TSchema ? { readonly query?: QueryOf<R> } : object) &
  (R["body"] extends TSchema ? { readonly body: BodyOf<R> } : object);

/** The URL of a call: path with its parameters filled in, and the query. */
export function urlOf(route: Route, input: { readonly params?: unknown; readonly query?: unknown } = {}): string {
  const params = (input.params ?? {}) as { readonly [name: string]: unknown };
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = Object.entries((input.query ?? {}) as { readonly [name: string]: unknown })
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join("&");
  return query ? `${path}?${query}` : path;
}

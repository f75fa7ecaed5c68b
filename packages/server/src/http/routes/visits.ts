import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Visit } from "../../engine/machineVisits.ts";

/** Who fetched an address of our mails, as far as the request tells. */
export function visitOf(request: FastifyRequest, clock: Clock): Visit {
  const { headers } = request;
  const purpose = [headers["purpose"], headers["sec-purpose"], headers["x-purpose"], headers["x-moz"]].join(" ");
  return {
    at: clock.now(),
    ip: request.ip,
    userAgent: headers["user-agent"] ?? "",
    isLookAhead: request.method === "HEAD" || /prefetch|preview|prerender/i.test(purpose),
  };
}

/** Forms are a few fields; a mail provider's one-click is one. */
const FORM_LIMIT = 16 * 1024;

/** Reads forms as browsers and mail providers send them (RFC 8058 allows both kinds), in this plugin only. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser("*", { parseAs: "string", bodyLimit: FORM_LIMIT }, (request, body, done) =>
    done(null, formOf(String(body), request.headers["content-type"] ?? "")),
  );
}

export type Form = ReadonlyMap<string, readonly string[]>;

function formOf(body: string, contentType: string): Form {
  const fields = /^multipart\/form-data/i.test(contentType)
    ? [...body.matchAll(/name="([^"\r\n]*)"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]*)/g)].map((match) => [match[1] ?? "", match[2] ?? ""] as const)
    : [...new URLSearchParams(body)];
  const form = new Map<string, string[]>();
  for (const [name, value] of fields) form.set(name, [...(form.get(name) ?? []), value]);
  return form;
}

/** The fields of a request; none where it had no body. */
export function formIn(request: FastifyRequest): Form {
  return request.body instanceof Map ? (request.body as Form) : new Map();
}

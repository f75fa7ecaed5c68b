import { ErrorBody, type Route, routes } from "@beckon/contract";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, aDocument, apiTestServer } from "./apiTestServer.ts";

let server: ApiTestServer;
let known: string[];
beforeAll(async () => {
  server = await apiTestServer();
  const { body } = await server.call("POST", "/api/campaigns", { document: aDocument({ key: "fuzzed" }) });
  await server.call("POST", `/api/campaigns/${body.id}/launch`);
  const profile = await server.happen("fuzz@shop.example", "Cart Left", { total: 1 });
  const send = (await server.call("GET", "/api/messages")).body.items[0];
  known = [body.id, profile, send.id];
});
afterAll(() => server.close());

/** What breaks programs: empty, huge, odd, half a character, another type, another alphabet, a little code. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    "\0",
    "\ud800",
    "%",
    "' or 1=1 --",
    "{{ 7 | times: 6 }}",
    "<script>",
    "../../etc/passwd",
    "__proto__",
    "constructor",
    "a".repeat(5_000),
    "💥",
    "-1",
    "NaN",
    "1e999",
    "2026-02-30T00:00:00Z",
    "999999999-01-01",
  ),
  fc.constantFrom<unknown>(null, true, -1, 0, 2 ** 53, 1e308, [], {}, [[[]]], { kind: "event" }, { constructor: 1 }),
  fc.string(),
  fc.jsonValue(),
);

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

/** Values that nearly fit: mostly right, here and there something nasty. */
function nearly(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 8, arbitrary: fitting(schema) }, { weight: 1, arbitrary: nasty });
}

function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(nearly));
  switch (schema.type) {
    case "object":
      return objectOf(schema);
    case "array":
      return fc.array(nearly(schema.items ?? {}), { maxLength: 3 });
    case "integer":
      return fc.integer({ min: 1, max: 200 });
    case "number":
      return fc.double({ min: 0, max: 100, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      return textOf(schema);
    default:
      return fc.jsonValue();
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<unknown> {
  const fields = fc.record(Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, nearly(field)])), { requiredKeys: [...required] });
  if (additionalProperties === false || Object.keys(properties).length > 0) return fields;
  // A free-form object: a document that nearly is one, or anything.
  const document = fc.record({
    ...Object.fromEntries(
      Object.entries(aDocument()).map(([name, value]) => [
        name,
        fc.oneof({ weight: 9, arbitrary: fc.constant<unknown>(value) }, { weight: 1, arbitrary: nasty }),
      ]),
    ),
  });
  return fc.oneof(
    document,
    fc.dictionary(fc.string(), typeof additionalProperties === "object" ? nearly(additionalProperties) : fc.jsonValue(), { maxKeys: 4 }),
  );
}

function textOf({ format }: Schema): fc.Arbitrary<unknown> {
  if (format === "uuid")
    return fc.oneof(
      fc.integer({ min: 0, max: 2 }).map((index) => known[index]),
      fc.uuid(),
    );
  if (format === "date-time") return fc.constantFrom("2026-11-22T09:00:00.000Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
  return fc.oneof(fc.constantFrom("email", "a@b.example", "marketing", "Europe/Berlin", "09:00", "PT30M", "cart", "https://beckon.example"), fc.string());
}

/** Any text as a part of a URL: what cannot be encoded is left out. */
function inUrl(value: unknown): string {
  return encodeURIComponent(String(typeof value === "object" ? JSON.stringify(value) : value).replace(/\p{Surrogate}/gu, ""));
}

/** Enough to find a slip again and again over some builds; BECKON_FUZZ_RUNS=1000 looks longer. */
const RUNS = Number(process.env.BECKON_FUZZ_RUNS ?? 15);

const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const isError = ajv.compile(ErrorBody);

const served = Object.entries(routes) as [string, Route][];

describe("no request makes the server fail, and every answer has the shape that the contract says", () => {
  test.each(served)(
    "%s",
    async (_name, route) => {
      const isAnswer = route.response ? ajv.compile(route.response) : () => true;
      const input = fc.record({
        params: route.params ? fitting(route.params as Schema) : fc.constant({}),
        query: route.query ? nearly(route.query as Schema) : fc.constant({}),
        body: route.body ? nearly(route.body as Schema) : fc.constant(undefined),
        cursor: fc.constantFrom(
          undefined,
          "",
          "x",
          Buffer.from('[1e400,"\\u0000"]').toString("base64url"),
          Buffer.from(JSON.stringify([8.64e15, "00000000-0000-7000-8000-000000000000"])).toString("base64url"),
        ),
      });
      await fc.assert(
        fc.asyncProperty(input, async ({ params, query, body, cursor }) => {
          const path = route.path.replace(/:(\w+)/g, (_, name: string) => inUrl((params as { [name: string]: unknown })[name]) || "x");
          const asked = { ...(typeof query === "object" && query !== null ? query : {}), ...(cursor === undefined ? {} : { cursor }) };
          const search = Object.entries(asked)
            .map(([name, value]) => `${inUrl(name)}=${inUrl(value)}`)
            .join("&");
          const answer = await server.call(route.method, search ? `${path}?${search}` : path, body);
          expect(answer.status, answer.text).toBeLessThan(500);
          if (answer.status >= 400) expect(isError(answer.body), answer.text).toBe(true);
          else if (answer.body !== null)
            expect(isAnswer(answer.body), `${JSON.stringify((isAnswer as { errors?: unknown }).errors)} ${answer.text}`).toBe(true);
        }),
        { numRuns: RUNS },
      );
    },
    600_000,
  );
});

import { type Route, routes } from "@beckon/contract";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "./apiTestServer.ts";

interface Document {
  readonly openapi: string;
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: object } };
}

interface Operation {
  readonly tags: string[];
  readonly summary: string;
  readonly parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  readonly requestBody?: { content: { [type: string]: { schema: object } } };
  readonly responses: { [status: string]: { description: string; content?: { [type: string]: { schema: object } } } };
}

let server: ApiTestServer;
let document: Document;
beforeAll(async () => {
  server = await apiTestServer();
  document = (await server.call("GET", "/openapi.json")).body;
});
afterAll(() => server.close());

function operations(): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );
}

describe("the OpenAPI document", () => {
  test("is of version 3.1 and lists every route of the contract, and the doors of others", () => {
    expect(document.openapi).toBe("3.1.0");
    for (const route of Object.values(routes) as Route[]) {
      const path = route.path.replace(/:(\w+)/g, "{$1}");
      expect(document.paths[path]?.[route.method.toLowerCase()]?.summary, path).toBe(route.summary);
    }
    for (const path of ["/v1/batch", "/v1/identify", "/webhooks/stripe", "/healthz", "/readyz", "/metrics"]) expect(document.paths[path], path).toBeDefined();
  });

  test("describes every parameter of a path, and an answer for the good and the bad case", () => {
    for (const [name, { parameters = [], responses, tags }] of operations()) {
      const wanted = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(
        parameters
          .filter((parameter) => parameter.in === "path" && parameter.required)
          .map((parameter) => parameter.name)
          .sort(),
        name,
      ).toEqual(wanted.sort());
      expect(tags, name).toHaveLength(1);
      expect(
        Object.keys(responses).some((status) => status.startsWith("2")),
        name,
      ).toBe(true);
      for (const response of Object.values(responses)) expect(typeof response.description, name).toBe("string");
      if (name.includes(" /api/")) expect(Object.keys(responses), name).toContain("4XX");
    }
  });

  test("holds only schemas that are JSON Schema 2020-12, with references that lead somewhere", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const schemas = operations().flatMap(([name, operation]) => [
      ...(operation.parameters ?? []).map((parameter) => [name, parameter.schema] as const),
      ...Object.values(operation.requestBody?.content ?? {}).map((content) => [name, content.schema] as const),
      ...Object.values(operation.responses).flatMap((response) => Object.values(response.content ?? {}).map((content) => [name, content.schema] as const)),
    ]);
    expect(schemas.length).toBeGreaterThan(100);
    for (const [name, schema] of schemas) expect(() => ajv.compile({ ...schema, components: document.components }), name).not.toThrow();
  });
});

describe("the page at /docs", () => {
  test("shows every route with a curl call, and loads nothing from elsewhere", async () => {
    const { text, headers } = await server.call("GET", "/docs");
    expect(headers["content-type"]).toContain("text/html");
    for (const [name, { summary }] of operations()) expect(text, name).toContain(summary.replaceAll("<", "&lt;"));
    expect(text).toContain("campaign_key_taken");
    expect(text.match(/curl /g)?.length).toBeGreaterThan(operations().length);
    expect(text).not.toMatch(/(?:src|href)="https?:/);
    expect(text).not.toMatch(/<script(?! src)|<style|onclick=/);
    for (const file of ["/docs/style.css", "/docs/search.js"]) expect((await server.call("GET", file)).status).toBe(200);
  });
});

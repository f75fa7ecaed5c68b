import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readContentOf } from "../../store/messages.ts";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const BLOCKS = "/api/content-blocks";
let count = 0;
let name = "";
beforeEach(() => {
  count += 1;
  name = `block-${count}`;
});

const tag = (named: string) => `{{content_blocks.\${${named}}}}`;
const make = async (document: object) => (await server.call("POST", BLOCKS, { document: { name, format: "text", source: "One", ...document } })).body;
const publish = (id: string, query = "") => server.call("POST", `${BLOCKS}/${id}/publish${query}`);
const published = async (document: object = {}) => (await publish((await make(document)).id)).body;
const save = (block: { id: string; document: object }, change: object) =>
  server.call("PUT", `${BLOCKS}/${block.id}`, { document: { ...block.document, ...change } });

const campaignWith = async (source: string, launch = true): Promise<string> => {
  const document = {
    key: `campaign-${name}-${Math.abs(source.length)}`,
    name: `Campaign of ${name}`,
    trigger: { kind: "event", event: "Cart Updated" },
    message: { channel: "email", subject: "Hello", body: { format: "text", source } },
  };
  const { body } = await server.call("POST", "/api/campaigns", { document });
  if (launch) expect((await server.call("POST", `/api/campaigns/${body.id}/launch`)).status).toBe(200);
  return body.id;
};
const sentBy = async (campaignId: string, version = 1) => (await readContentOf(server.deps.db, campaignId, version))?.blocks.get(name)?.source;

describe("a block is written, published and changed", () => {
  test("it begins as a draft, and each publication is a version", async () => {
    const block = await make({});
    expect(block).toMatchObject({ name, version: 0, hasDraft: true, usedBy: 0, tag: tag(name), problems: [] });
    expect((await publish(block.id)).body).toMatchObject({ version: 1, hasDraft: false });
    expect((await publish(block.id)).body.error).toMatchObject({ code: "content_block_state" });
    await save(block, { source: "Two" });
    expect((await publish(block.id)).body).toMatchObject({ version: 2, document: { source: "Two" } });
    const { items } = (await server.call("GET", `${BLOCKS}/${block.id}/versions`)).body;
    expect(items.map((each: { version: number }) => each.version)).toEqual([2, 1]);
    expect((await server.call("POST", `${BLOCKS}/${block.id}/versions/1/take`)).body).toMatchObject({ hasDraft: true, document: { source: "One" } });
  });

  test("a name is taken once, whatever its capitals", async () => {
    await make({});
    expect((await server.call("POST", BLOCKS, { document: { name: name.toUpperCase(), format: "text", source: "x" } })).body.error.code).toBe(
      "content_block_name_taken",
    );
  });

  test("whoever was slower is told", async () => {
    const block = await make({});
    const again = (change: object) => server.call("PUT", `${BLOCKS}/${block.id}`, { document: { ...block.document, ...change }, basedOn: block.updatedAt });
    expect((await again({ source: "mine" })).status).toBe(200);
    expect((await again({ source: "yours" })).body.error.code).toBe("content_block_changed");
  });

  test("a repeated request makes one block", async () => {
    const document = { name, format: "text", source: "x" };
    const once = () => server.call("POST", BLOCKS, { document }, { "idempotency-key": `make-${name}` });
    expect((await once()).body.id).toBe((await once()).body.id);
  });

  test.each([
    [{ name: "1st" }, "name"],
    [{ format: "rtf" }, "format"],
    [{ source: "x".repeat(100_001) }, "source"],
    [{ translations: { "not a language": { source: "x" } } }, "translations"],
    [{ more: 1 }, "more"],
  ])("%j is refused with a sentence", async (change, where) => {
    const { status, body } = await server.call("POST", BLOCKS, { document: { name, format: "text", source: "x", ...change } });
    expect([status, body.error.code]).toEqual([422, "content_block_invalid"]);
    expect(body.error.path).toContain(where);
  });

  test("the list is read page by page, and searched", async () => {
    for (const suffix of ["a", "b", "c"]) await server.call("POST", BLOCKS, { document: { name: `${name}-${suffix}`, format: "text", source: "x" } });
    const first = (await server.call("GET", `${BLOCKS}?search=${name}&limit=2`)).body;
    const second = (await server.call("GET", `${BLOCKS}?search=${name}&limit=2&cursor=${first.nextCursor}`)).body;
    const names = [...first.items, ...second.items].map((each: { name: string }) => each.name);
    expect(names.sort()).toEqual([`${name}-a`, `${name}-b`, `${name}-c`]);
    expect(second.nextCursor).toBeNull();
  });
});

describe("what is wrong with a block keeps it from being published", () => {
  test.each([
    ["{% if x %}", "content_invalid", "source"],
    [`{{content_blocks.\${nowhere}}}`, "content_block_missing", "source"],
    ["{{ event.total | upcas }}", "content_invalid", "source"],
  ])("%s", async (source, code, path) => {
    const block = await make({ source });
    expect(block.problems[0]).toMatchObject({ severity: "error", code, path });
    expect((await publish(block.id)).body.error.code).toBe("content_block_invalid");
  });

  test("a block that holds itself, also by way of another", async () => {
    const block = await published();
    await server.call("POST", BLOCKS, { document: { name: `${name}b`, format: "text", source: tag(name) } }).then(({ body }) => publish(body.id));
    await save(block, { source: tag(`${name}b`) });
    expect((await publish(block.id)).body.error).toMatchObject({ code: "content_block_invalid", message: expect.stringContaining("cannot hold itself") });
  });

  test("a mistake in a translation stands at its place", async () => {
    const block = await make({ translations: { de: { source: "{{ x | y }}" } } });
    expect(block.problems[0]).toMatchObject({ path: "translations.de.source", name: "y" });
  });
});

describe("a campaign that names a block", () => {
  test("is not launched while there is none", async () => {
    const id = await campaignWith(tag(name), false);
    const refused = await server.call("POST", `/api/campaigns/${id}/launch`);
    expect(refused.body.error).toMatchObject({ code: "campaign_invalid", message: expect.stringContaining(`no published content block “${name}”`) });
  });

  test("sends what was published when it was launched, until a publication brings it the new text", async () => {
    const block = await published();
    const campaign = await campaignWith(tag(name));
    await save(block, { source: "Two" });
    expect(await sentBy(campaign)).toBe("One");
    await publish(block.id, "?running=keep");
    expect(await sentBy(campaign)).toBe("One");
    await save(block, { source: "Three" });
    await publish(block.id);
    expect(await sentBy(campaign)).toBe("Three");
  });

  test("keeps a block from being broken under it", async () => {
    const block = await published();
    const campaign = await campaignWith(tag(name));
    await save(block, { format: "html", source: "<b>x</b>" });
    expect((await publish(block.id)).body.error).toMatchObject({ code: "content_block_invalid", message: expect.stringContaining(`Campaign of ${name}`) });
    expect(await sentBy(campaign)).toBe("One");
  });

  test("takes along what a new text of its block names", async () => {
    const block = await published();
    const campaign = await campaignWith(tag(name));
    await server.call("POST", BLOCKS, { document: { name: `${name}in`, format: "text", source: "inner" } }).then(({ body }) => publish(body.id));
    await save(block, { source: tag(`${name}in`) });
    await publish(block.id);
    expect([...(await readContentOf(server.deps.db, campaign, 1))!.blocks.keys()].sort()).toEqual([name, `${name}in`]);
  });

  test("is listed where the block is used, and keeps it from being deleted or renamed", async () => {
    const block = await published();
    const campaign = await campaignWith(tag(name));
    const { uses } = (await server.call("GET", `${BLOCKS}/${block.id}`)).body;
    expect(uses).toEqual([{ kind: "campaign", id: campaign, name: `Campaign of ${name}`, status: "live", version: 1 }]);
    const refused = (await server.call("DELETE", `${BLOCKS}/${block.id}`)).body.error;
    expect(refused).toMatchObject({ code: "content_block_in_use", message: expect.stringContaining(`Campaign of ${name}`), details: { uses } });
    expect((await save(block, { name: `${name}x` })).body.error.code).toBe("content_block_in_use");
  });
});

test("a block that nothing uses can be deleted, and the deletion taken back", async () => {
  const block = await published();
  expect((await server.call("DELETE", `${BLOCKS}/${block.id}`)).status).toBe(204);
  expect((await server.call("GET", `${BLOCKS}/${block.id}`)).status).toBe(404);
  expect((await server.call("POST", `${BLOCKS}/${block.id}/restore`)).body).toMatchObject({ name, version: 1 });
});

test("a deletion is not taken back over another of that name", async () => {
  const block = await published();
  await server.call("DELETE", `${BLOCKS}/${block.id}`);
  await make({});
  expect((await server.call("POST", `${BLOCKS}/${block.id}/restore`)).body.error.code).toBe("content_block_name_taken");
});

test("an editor writes blocks and does not publish them", async () => {
  const cookie = await server.signIn("editor");
  const block = await make({});
  const answer = await server.app.inject({ method: "POST", url: `${BLOCKS}/${block.id}/publish`, headers: { cookie, origin: "https://beckon.example" } });
  expect(answer.statusCode).toBe(403);
});

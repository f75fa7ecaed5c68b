import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { WorkspaceDocument } from "@beckon/contract";
import { contentBlockTag, type JsonObject } from "@beckon/core";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { AuditLog } from "../engine/auditLog.ts";
import { CampaignDesk } from "../engine/campaignDesk.ts";
import { ContentBlockDesk } from "../engine/contentBlockDesk.ts";
import { DefinitionsDesk } from "../engine/definitionsDesk.ts";
import { DocumentCheck } from "../engine/documentCheck.ts";
import { JobDesk } from "../engine/jobs/jobDesk.ts";
import { JourneyDesk } from "../engine/journeyDesk.ts";
import { KeyRing } from "../engine/keyRing.ts";
import { SegmentDesk } from "../engine/segmentDesk.ts";
import { seedWorkspace } from "../engine/setup.ts";
import { SignInDesk } from "../engine/signInDesk.ts";
import { answerErrors } from "../http/errors.ts";
import { definitionRoutes } from "../http/routes/definitions.ts";
import { requestValidator } from "../http/validators.ts";
import { SecretBox } from "../secretBox.ts";
import { allCourses } from "../store/campaigns.ts";
import { allContentBlocks } from "../store/contentBlocks.ts";
import { allSegments, makeLive } from "../store/segments.ts";
import { checkContent } from "../template/checkContent.ts";
import { runCli } from "./runCli.ts";

const KEY = "bkn_api_test";
const clock = testClock(Date.UTC(2026, 10, 22, 12));
let database: TestDatabase;
let app: FastifyInstance;
let desk: CampaignDesk;
let segmentDesk: SegmentDesk;
let definitionsDesk: DefinitionsDesk;
let url: string;
let folder: string;
let changes = 0;
let operated: unknown[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await seedWorkspace(database.db, clock, { apiKey: KEY, writeKey: "w" });
  const { db } = database;
  await db.query(
    "insert into event_registry (workspace_id, name, first_seen_at, last_seen_at, count, last_sample) values (1, 'Cart Updated', $1, $1, 1, '{}')",
    [new Date(clock.now()).toISOString()],
  );
  const changed = () => {
    changes += 1;
  };
  const check = new DocumentCheck(db, clock, checkContent);
  desk = new CampaignDesk({ db, clock, check: check.campaigns, definitionsChanged: changed });
  const jobs = new JobDesk({ db, clock, wake: () => {} });
  segmentDesk = new SegmentDesk({ db, clock, wake: () => {}, jobs, definitionsChanged: changed });
  definitionsDesk = new DefinitionsDesk({
    db,
    campaigns: desk,
    journeys: new JourneyDesk({ db, clock, check: check.journeys, definitionsChanged: changed }),
    segments: segmentDesk,
    contentBlocks: new ContentBlockDesk(db, clock, checkContent, changed),
    workspaceSchema: WorkspaceDocument as unknown as JsonObject,
    definitionsChanged: changed,
  });
  app = Fastify();
  app.setValidatorCompiler(requestValidator());
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addSchema({ $id: "ErrorBody", type: "object" });
  answerErrors(app);
  await app.register(
    definitionRoutes({
      db,
      clock,
      keyRing: new KeyRing(db, clock),
      signInDesk: new SignInDesk(db, clock, new SecretBox("a secret of the tests, long enough")),
      auditLog: new AuditLog(db, clock),
      definitionsDesk,
      settings: {
        version: "0",
        startedAt: 0,
        publicUrl: "http://localhost",
        trustProxy: false,
        webFolder: null,
        embeddedDatabase: true,
        mailCarrier: null,
        mailFrom: null,
        secretMatches: true,
        disk: async () => null,
      },
    }),
  );
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

beforeEach(async () => {
  for (const table of [
    "campaign_changes",
    "campaign_versions",
    "campaigns",
    "segment_versions",
    "segments",
    "segment_builds",
    "jobs",
    "content_block_versions",
    "content_blocks",
  ])
    await database.db.query(`delete from ${table}`);
  folder = await mkdtemp(path.join(os.tmpdir(), "beckon-cli-"));
  for (const name of ["campaigns", "segments", "content-blocks"]) await mkdir(path.join(folder, name));
  return () => rm(folder, { recursive: true });
});

async function beckon(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(argv, {
    out: { write: (text) => out.push(text) },
    err: { write: (text) => err.push(text) },
    env: { BECKON_URL: url, BECKON_API_KEY: KEY },
    coloured: false,
    version: "0.1.0",
    operations: {
      backUp: async (command) => void operated.push(command),
      restore: async (command) => void operated.push(command),
    },
  });
  return { code, out: out.join(""), err: err.join("") };
}

const CART = `key: cart
name: Cart reminder   # what people see
trigger: { kind: event, event: Cart Updated }
message:
  channel: email
  subject: Your cart
  body:
    format: text
    source: |
      Hello,
      your cart waits.
`;

async function give(files: { readonly [name: string]: string }): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

const campaign = async (key: string) => (await allCourses(database.db, 1, "campaign")).find((row) => row.key === key);

describe("push", () => {
  test("saves a new campaign as a draft, and again changes nothing", async () => {
    await give({ "campaigns/cart.yaml": CART });
    expect(await beckon("push", folder)).toMatchObject({ code: 0, out: "+ cart  new, saved as a draft\n1 new.\n" });
    expect(await campaign("cart")).toMatchObject({ status: "draft", version: 0, draft: { name: "Cart reminder" } });
    expect(await beckon("push", folder)).toMatchObject({ code: 0, out: "= cart  unchanged\n1 unchanged.\n" });
  });

  test("with --launch makes it live, a changed one as a new version, and shows what changed", async () => {
    await give({ "campaigns/cart.yaml": CART });
    await beckon("push", folder, "--launch");
    expect(await campaign("cart")).toMatchObject({ status: "live", version: 1, draft: null });
    await give({ "campaigns/cart.yaml": CART.replace("waits", "is waiting").replace("Your cart", "Still thinking?") });
    const { out } = await beckon("push", folder, "--launch");
    expect(out).toBe(`~ cart  live, launched as a new version
    message.subject changes from "Your cart" to "Still thinking?"
    message.body.source changes: 1 line added, 1 line removed
        Hello,
      - your cart waits.
      + your cart is waiting.

1 changed.
`);
    expect(await campaign("cart")).toMatchObject({ status: "live", version: 2 });
  });

  test("a draft that is there already is launched by --launch", async () => {
    await give({ "campaigns/cart.yaml": CART });
    await beckon("push", folder);
    expect((await beckon("push", folder, "--launch")).out).toContain("draft, launched as a new version");
    expect(await campaign("cart")).toMatchObject({ status: "live", version: 1 });
  });

  test("does not start what somebody has stopped, and says so", async () => {
    await give({ "campaigns/cart.yaml": CART });
    await beckon("push", folder, "--launch");
    await desk.stop(1, (await campaign("cart"))?.id ?? "");
    expect((await beckon("push", folder, "--launch")).out).toContain("= cart  unchanged");
    await give({ "campaigns/cart.yaml": CART.replace("Your cart", "Hi") });
    expect((await beckon("push", folder, "--launch")).out).toContain("It is stopped: the change is saved as a draft and not launched.");
    expect(await campaign("cart")).toMatchObject({ status: "stopped", version: 1 });
  });

  test("takes a folder of several megabytes", async () => {
    for (let n = 1; n <= 7; n++) {
      await give({ [`campaigns/c${n}.yaml`]: CART.replace("key: cart", `key: c${n}`).replace("your cart waits.", `your cart waits ${"x".repeat(450_000)}.`) });
    }
    expect(await beckon("push", folder)).toMatchObject({ code: 0, out: expect.stringContaining("7 new.") });
  });

  test("one wrong file changes nothing, and its line is named", async () => {
    await give({ "campaigns/cart.yaml": CART, "campaigns/broken.yaml": CART.replace("key: cart", "key: broken").replace("subject:", "subjekt:") });
    const { code, out, err } = await beckon("push", folder);
    expect(code).toBe(1);
    expect(out).toContain("campaigns/broken.yaml:6 error “subjekt” is not known in “message”. Did you mean “subject”?");
    expect(err).toContain("Nothing was changed.");
    expect(await campaign("cart")).toBeUndefined();
  });

  test("a file that is not YAML is named with its line, before anything is sent", async () => {
    await give({ "campaigns/cart.yaml": "key: cart\nname: [open\n" });
    const { code, out, err } = await beckon("push", folder);
    expect([code, out, err]).toEqual([
      1,
      expect.stringMatching(/^campaigns\/cart.yaml:\d+ error This is not YAML/),
      expect.stringContaining("1 file could not be read."),
    ]);
  });

  test("two files with one key are refused", async () => {
    await give({ "campaigns/cart.yaml": CART, "campaigns/copy.yaml": CART });
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringContaining("The key “cart” is given to two documents") });
  });

  test("--prune archives what was live and deletes what never was", async () => {
    await give({ "campaigns/cart.yaml": CART });
    await beckon("push", folder, "--launch");
    await give({ "campaigns/draft.yaml": CART.replace("key: cart", "key: draft") });
    await beckon("push", folder);
    await rm(path.join(folder, "campaigns/draft.yaml"));
    await give({ "campaigns/cart.yaml": CART.replace("key: cart", "key: other") });
    expect((await beckon("push", folder)).out).toContain("Only the workspace has it; with prune it would be archived.");
    await beckon("push", folder, "--prune");
    expect([(await campaign("cart"))?.status, await campaign("draft"), (await campaign("other"))?.status]).toEqual(["archived", undefined, "draft"]);
  });

  test("changes the rules of the workspace, and wakes the workers", async () => {
    const before = changes;
    await give({ "workspace.yaml": "quietHours: { from: 22:00, to: 07:00 }\nfrequencyCaps:\n  - max: 2\n    per: { calendar: day }\n" });
    const { out } = await beckon("push", folder);
    expect(out).toContain('quietHours changes from null to {"from":"22:00","to":"07:00"}');
    expect(changes).toBe(before + 1);
    const { rows } = await database.db.query<{ settings: unknown }>("select settings from workspaces where id = 1");
    expect(rows[0]?.settings).toMatchObject({
      quietHours: { from: "22:00", to: "07:00" },
      sessionTimeout: "PT30M",
      frequencyCaps: [{ max: 2, per: { calendar: "day" } }],
    });
  });

  test("wrong rules are named with their line", async () => {
    await give({ "workspace.yaml": "name: Shop\ntimeZone: Mars/Olympus\n" });
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringContaining("workspace.yaml:2 error") });
    await give({ "workspace.yaml": "holdout: 120\n" });
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringContaining("workspace.yaml:1 error") });
  });

  test("a segment that nobody can be left out by yet is refused before anything is changed, with its line and the mend", async () => {
    await give({ "campaigns/cart.yaml": CART, "workspace.yaml": "name: Shop\nneverSend:\n  - staff\n" });
    const { code, out } = await beckon("push", folder);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining("workspace.yaml:3 error neverSend[0] names the segment staff, which is not live; publish it first"),
    ]);
    expect(await campaign("cart")).toBeUndefined();
    const definitions = [
      { kind: "campaign" as const, document: parse(CART) },
      { kind: "workspace" as const, document: { neverSend: ["staff"] } },
    ];
    await expect(definitionsDesk.push(1, definitions, { launch: false, prune: false }, "me")).rejects.toMatchObject({ code: "definitions_invalid" });
    expect(await campaign("cart")).toBeUndefined();
  });
});

describe("plan", () => {
  test("changes nothing and ends with 2 on differences where asked", async () => {
    await give({ "campaigns/cart.yaml": CART });
    expect(await beckon("plan", folder)).toMatchObject({ code: 0, out: "+ cart  new, will be saved as a draft\n1 new.\n" });
    expect(await beckon("plan", folder, "--launch", "--exit-code")).toMatchObject({ code: 2, out: "+ cart  new, will be launched\n1 new.\n" });
    expect(await campaign("cart")).toBeUndefined();
    await beckon("push", folder);
    expect(await beckon("plan", folder, "--exit-code")).toMatchObject({ code: 0, out: "= cart  unchanged\n1 unchanged.\n" });
  });

  test("tells what only the workspace has", async () => {
    await give({ "campaigns/cart.yaml": CART });
    await beckon("push", folder);
    await rm(path.join(folder, "campaigns/cart.yaml"));
    expect(await beckon("plan", folder, "--exit-code")).toMatchObject({ code: 2, out: expect.stringContaining("? cart  draft") });
  });
});

describe("pull", () => {
  test("writes everything with schemas beside it, so that a plan afterwards finds no difference", async () => {
    await give({ "campaigns/cart.yaml": CART });
    await beckon("push", folder);
    const target = path.join(folder, "fresh");
    expect(await beckon("pull", target)).toMatchObject({ code: 0, out: expect.stringContaining("2 files written, 0 unchanged") });
    expect((await readdir(target)).sort()).toEqual([".schema", "campaigns", "content-blocks", "journeys", "segments", "workspace.yaml"]);
    const text = await readFile(path.join(target, "campaigns/cart.yaml"), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.schema\/campaign\.json\nkey: cart\n/);
    expect(text).toContain("    source: |\n      Hello,\n      your cart waits.\n");
    expect(JSON.parse(await readFile(path.join(target, ".schema/campaign.json"), "utf8"))).toMatchObject({
      title: "Campaign",
      required: expect.arrayContaining(["trigger"]),
    });
    expect(await beckon("plan", target, "--exit-code")).toMatchObject({ code: 0, out: "= workspace  unchanged\n= cart  unchanged\n2 unchanged.\n" });
  });

  test("keeps a file's comments and name, and writes only what changed", async () => {
    await give({ "campaigns/our-cart.yaml": CART });
    await beckon("push", folder);
    const { id } = (await campaign("cart")) ?? { id: "" };
    await desk.save(1, id, { ...parse(CART), priority: 80 }, null);
    expect((await beckon("pull", folder)).out).toContain("~ campaigns/our-cart.yaml\n");
    const text = await readFile(path.join(folder, "campaigns/our-cart.yaml"), "utf8");
    expect(text).toContain("# what people see");
    expect(parse(text)).toMatchObject({ priority: 80, key: "cart" });
    expect((await beckon("pull", folder)).out).toContain("0 files written");
  });

  test("deletes what the workspace does not have only with --prune", async () => {
    await give({ "campaigns/cart.yaml": CART });
    expect((await beckon("pull", folder)).out).toContain("? campaigns/cart.yaml  is not in the workspace");
    await beckon("pull", folder, "--prune");
    expect(await readdir(path.join(folder, "campaigns"))).toEqual([]);
  });
});

const BUYERS = "key: buyers   # who pays us\nname: Buyers\ncondition: { kind: did, event: Cart Updated }\n";
const LAPSED =
  "key: a-lapsed\nname: Lapsed\ncondition:\n  kind: all\n  conditions:\n    - { kind: segment, segment: buyers, is: in }\n    - { kind: segment, segment: staff, is: not_in }\n";
const STAFF = "key: staff\nname: Staff\n";
const TO_LAPSED = `${CART}audience: { kind: segment, segment: a-lapsed, is: in }\n`;

const segment = async (key: string) => (await allSegments(database.db, 1)).find((row) => row.key === key);

describe("segments", () => {
  const everything = {
    "segments/a-lapsed.yaml": LAPSED,
    "segments/buyers.yaml": BUYERS,
    "segments/staff.yaml": STAFF,
    "campaigns/cart.yaml": TO_LAPSED,
    "workspace.yaml": "neverSend: [staff]\n",
  };
  afterEach(() => database.db.query(`update workspaces set settings = settings || '{"neverSend":[]}' where id = 1`));

  test("come with the campaign and the rules that name them, inner ones first, and are built", async () => {
    await give(everything);
    expect((await beckon("plan", folder)).out).toContain("+ a-lapsed  new, will be published and built from history\n");
    expect(await segment("buyers")).toBeUndefined();
    const { code, out } = await beckon("push", folder);
    expect([code, out]).toEqual([0, expect.stringContaining("+ a-lapsed  new, published, building from history\n")]);
    expect(out).toContain("+ staff  new, saved\n");
    expect([(await segment("buyers"))?.build, (await segment("a-lapsed"))?.newest, (await segment("staff"))?.version]).toEqual([expect.anything(), 1, 1]);
    expect((await campaign("cart"))?.draft).toMatchObject({ audience: { segment: "a-lapsed" } });
    expect(await beckon("plan", folder, "--exit-code")).toMatchObject({ code: 0, out: expect.stringContaining("5 unchanged.") });
  });

  test("pulled and pushed again change nothing, without drafts and archived ones", async () => {
    await give(everything);
    await beckon("push", folder);
    await segmentDesk.create(1, "live", { key: "drafted", name: "Drafted", condition: { kind: "did", event: "Cart Updated" } }, "me");
    const gone = await segmentDesk.create(1, "list", { key: "gone", name: "Gone" }, "me");
    await segmentDesk.archive(1, gone.id, "me");
    const target = path.join(folder, "fresh");
    await beckon("pull", target);
    expect((await readdir(path.join(target, "segments"))).sort()).toEqual(["a-lapsed.yaml", "buyers.yaml", "staff.yaml"]);
    expect(await readFile(path.join(target, "segments/staff.yaml"), "utf8")).toBe(
      "# yaml-language-server: $schema=../.schema/segment.json\nkey: staff\nname: Staff\n",
    );
    expect((await beckon("push", target)).out).toContain("5 unchanged.");
    expect((await segment("buyers"))?.newest).toBe(1);
  });

  test("a launch waits for the segment that the campaign asks for, and says so", async () => {
    await give(everything);
    expect((await beckon("push", folder, "--launch")).out).toContain("It asks for “a-lapsed”, which first has to be filled from history.");
    expect(await campaign("cart")).toMatchObject({ status: "draft", version: 0 });
    const { id = "", newest = 0 } = (await segment("a-lapsed")) ?? {};
    await makeLive(database.db, id, newest);
    expect((await beckon("push", folder, "--launch")).out).toContain("~ cart  draft, launched as a new version");
    expect(await campaign("cart")).toMatchObject({ status: "live", version: 1 });
  });

  test("a changed one is published anew once the build before is done, and a list only renamed", async () => {
    await give(everything);
    await beckon("push", folder);
    await give({
      "segments/buyers.yaml": BUYERS.replace("event: Cart Updated", "event: Cart Updated, within: P30D"),
      "segments/staff.yaml": STAFF.replace("Staff", "Us"),
    });
    const early = await beckon("push", folder);
    expect([early.code, early.out]).toEqual([1, expect.stringContaining("segments/buyers.yaml:1 error The segment “buyers” is being built (0%). Push again")]);
    expect((await segment("staff"))?.published?.name).toBe("Staff");
    await database.db.query("update segments set build_id = null");
    const { out } = await beckon("push", folder);
    expect(out).toMatch(/~ buyers {2}\w+, published, building from history\n {4}condition.within/);
    expect([(await segment("buyers"))?.newest, (await segment("a-lapsed"))?.newest, (await segment("staff"))?.published?.name]).toEqual([2, 1, "Us"]);
  });

  test("circles, unknown ones and kinds that clash are refused with their line, and nothing is changed", async () => {
    await give({ ...everything, "segments/buyers.yaml": "key: buyers\nname: Buyers\ncondition: { kind: segment, segment: a-lapsed, is: in }\n" });
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringContaining("segments/buyers.yaml:3 error “buyers” would hang on itself") });
    await give({ ...everything, "segments/a-lapsed.yaml": LAPSED.replace("segment: staff", "segment: stuff") });
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringContaining("There is no segment “stuff”. Did you mean “staff”?") });
    expect(await segment("buyers")).toBeUndefined();
    await segmentDesk.create(1, "list", { key: "buyers", name: "Buyers" }, "me");
    await give(everything);
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringContaining("“buyers” is a list in the workspace") });
  });

  test("one that only the workspace has is named and left alone, by --prune as well", async () => {
    await give(everything);
    await beckon("push", folder);
    await rm(path.join(folder, "segments/staff.yaml"));
    expect((await beckon("push", folder, "--prune")).out).toContain("? staff  live\n    Only the workspace has it; a push leaves it as it is.");
    expect((await segment("staff"))?.archivedAt).toBeNull();
  });
});

const FOOTER = `name: Footer\nformat: text\nsource: Yours, ${contentBlockTag("sign")}\n`;
const SIGN = "name: sign\nformat: text\nsource: the shop\n";

const block = async (key: string) => (await allContentBlocks(database.db, 1)).find((row) => row.key === key);

describe("content blocks", () => {
  const everything = {
    "content-blocks/footer.yaml": FOOTER,
    "content-blocks/sign.yaml": SIGN,
    "campaigns/cart.yaml": CART.replace("your cart waits.", `your cart waits. ${contentBlockTag("footer")}`),
  };

  test("come as drafts with the campaign that names them, and a launch publishes them, inner ones first", async () => {
    await give(everything);
    expect(await beckon("push", folder)).toMatchObject({ code: 0, out: expect.stringContaining("+ footer  new, saved as a draft\n") });
    expect([(await block("footer"))?.version, (await block("sign"))?.version]).toEqual([0, 0]);
    expect(await beckon("push", folder)).toMatchObject({ code: 0, out: expect.stringContaining("3 unchanged.") });
    expect(await beckon("push", folder, "--launch")).toMatchObject({ code: 0, out: expect.stringContaining("~ footer  draft, published\n") });
    expect([(await block("footer"))?.version, (await campaign("cart"))?.status]).toEqual([1, "live"]);
    expect(await beckon("plan", folder, "--launch", "--exit-code")).toMatchObject({ code: 0, out: expect.stringContaining("3 unchanged.") });
  });

  test("pulled and pushed again change nothing", async () => {
    await give(everything);
    await beckon("push", folder, "--launch");
    const target = path.join(folder, "fresh");
    await beckon("pull", target);
    expect((await readdir(path.join(target, "content-blocks"))).sort()).toEqual(["footer.yaml", "sign.yaml"]);
    expect((await beckon("push", target, "--launch")).out).toContain("4 unchanged.");
  });

  test("a changed one that is published stays a draft, and the push says where to publish it", async () => {
    await give(everything);
    await beckon("push", folder, "--launch");
    await give({ "content-blocks/sign.yaml": SIGN.replace("the shop", "all of us") });
    expect((await beckon("push", folder, "--launch")).out).toContain("The change is saved as a draft: publish it in the app");
    expect(await block("sign")).toMatchObject({ version: 1, draft: { source: "all of us" }, published: { source: "the shop" } });
    expect(await beckon("push", folder, "--launch")).toMatchObject({ code: 0, out: expect.stringContaining("3 unchanged.") });
  });

  test("circles and names that nothing has are refused, and nothing is changed", async () => {
    await give({ ...everything, "content-blocks/sign.yaml": SIGN.replace("the shop", `x ${contentBlockTag("footer")}`) });
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringMatching(/content-blocks\/sign.yaml:3 error .*cannot hold itself/) });
    await give({ ...everything, "content-blocks/footer.yaml": FOOTER.replace("sign", "sing") });
    expect(await beckon("push", folder)).toMatchObject({ code: 1, out: expect.stringMatching(/content-blocks\/footer.yaml:3 error .*“sing”/) });
    expect([await block("sign"), await campaign("cart")]).toEqual([undefined, undefined]);
  });
});

describe("a command line that cannot be followed", () => {
  test.each([
    [["push"], /“push” needs a folder/],
    [["shove", "x"], /no command “shove”/],
    [["pull", "x", "--launch"], /“pull” does not take --launch/],
    [["push", "x", "--lunch"], /Unknown option '--lunch'/],
    [["backup"], /“backup” needs a file/],
    [["backup", "x", "--replace"], /“backup” does not take --replace/],
    [["restore", "x", "--url", "http://x"], /“restore” does not take --url/],
    [["push", "x", "--url", "nonsense"], /is not a URL/],
    [["push", "/no/such/folder"], /There is no folder \/no\/such\/folder/],
  ])("%j says what would be right", async (argv, words) => {
    expect(await beckon(...argv)).toMatchObject({ code: 1, err: expect.stringMatching(words) });
  });

  test("a wrong key is told apart from a Beckon that is away and a server that is none", async () => {
    expect((await beckon("plan", folder, "--key", "wrong")).err).toContain("does not know this API key");
    expect((await beckon("plan", folder, "--url", "http://127.0.0.1:9")).err).toContain("does not answer");
    expect((await beckon("plan", folder, "--url", `${url}/elsewhere`)).err).toContain("There is no POST /elsewhere/api/definitions/plan");
  });

  test("the care of the database is handed on", async () => {
    operated = [];
    await beckon("backup", "a.tar.gz", "--with-secret");
    await beckon("restore", "a.tar.gz");
    expect(operated).toEqual([
      { name: "backup", file: "a.tar.gz", withSecret: true },
      { name: "restore", file: "a.tar.gz", replace: false },
    ]);
  });

  test("help goes to the output and ends well", async () => {
    expect(await beckon("help")).toMatchObject({ code: 0, out: expect.stringContaining("beckon push DIR"), err: "" });
    expect(await beckon("--version")).toMatchObject({ code: 0, out: "0.1.0\n" });
  });
});

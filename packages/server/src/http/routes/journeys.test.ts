import type { JourneyDocument, JsonObject } from "@beckon/core";
import { DAY, MINUTE, SECOND } from "@beckon/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scriptedChannel } from "../../../../../test/mailWorld.ts";
import { CampaignStarter } from "../../engine/campaignStarter.ts";
import { DefinitionsCache } from "../../engine/definitionsCache.ts";
import { JobRunner } from "../../engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../../engine/jobs/kinds.ts";
import { LinkSigner } from "../../engine/linkSigner.ts";
import { identifierHash } from "../../engine/privacy/identifierHash.ts";
import { Sender } from "../../engine/sender.ts";
import { WinnerKeeper } from "../../engine/splitWinners.ts";
import { VersionRenderer } from "../../template/versionRenderer.ts";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;
let starter: CampaignStarter;
let sender: Sender;

function rethrow(error: unknown): never {
  throw error;
}

beforeAll(async () => {
  server = await apiTestServer();
  const { db } = server.database;
  const { clock } = server;
  starter = new CampaignStarter({ db, clock, wake: () => {}, onError: rethrow });
  sender = new Sender({
    db,
    clock,
    owner: "test",
    channel: scriptedChannel(),
    definitions: new DefinitionsCache(),
    renderer: new VersionRenderer(),
    links: new LinkSigner("0123456789abcdef0123456789abcdef", "https://beckon.example"),
    defaultFrom: { name: "Shop", email: "hello@shop.example" },
    wake: () => {},
    onError: rethrow,
    random: () => 0,
  });
});
afterAll(() => server.close());

const mail = (subject: string) => ({ channel: "email", subject, body: { format: "text", source: "Hello." } });

/** A mail, a day to order in, then a reminder for those who did not, and thanks by what was ordered for those who did. */
function chain(key: string, more: Partial<JourneyDocument> = {}): JsonObject {
  return {
    key,
    name: "Welcome chain",
    trigger: { kind: "event", event: `Signed Up ${key}` },
    purpose: "transactional",
    steps: [
      { id: "welcome", kind: "send", name: "Welcome", message: mail("Welcome"), next: "ordered" },
      { id: "ordered", kind: "wait", for: { kind: "event", event: `Order Completed ${key}` }, within: "P1D", next: "big", timeout: "reminder" },
      {
        id: "big",
        kind: "branch",
        branches: [{ if: { kind: "attribute", name: "vip", op: "is_true" }, next: "thanks" }],
      },
      { id: "thanks", kind: "send", message: mail("Thank you") },
      { id: "reminder", kind: "send", message: mail("Still looking?") },
    ],
    ...more,
  } as unknown as JsonObject;
}

/** Works off what there is, with its mails. */
async function flow(): Promise<void> {
  do await server.work();
  while ((await sender.runOnce()) > 0);
}

async function happen(...what: Parameters<ApiTestServer["happen"]>): Promise<string> {
  const profileId = await server.happen(...what);
  await flow();
  return profileId;
}

async function create(document: JsonObject) {
  const { status, body } = await server.call("POST", "/api/journeys", { document });
  expect([status, body.problems?.filter((problem: { severity: string }) => problem.severity === "error")]).toEqual([201, []]);
  return body as { id: string; version: number };
}

/** Does something to it, and lets everybody it concerns be told. */
async function act(id: string, action: string, body?: unknown) {
  const answer = await server.call("POST", `/api/journeys/${id}/${action}`, action === "launch" ? (body ?? {}) : body);
  // Two changes within one moment are told apart by a millisecond.
  server.clock.advance(SECOND);
  while (await starter.runOnce());
  await flow();
  return answer;
}

async function launched(key: string, more: Partial<JourneyDocument> = {}): Promise<string> {
  const { id } = await create(chain(key, more));
  expect((await act(id, "launch")).body.status).toBe("live");
  return id;
}

async function pass(time: number): Promise<void> {
  server.clock.advance(time);
  await flow();
}

async function standing(id: string, step: string): Promise<string[]> {
  const { body } = await server.call("GET", `/api/journeys/${id}/people?outcome=inside&step=${step}`);
  return body.items.map((item: { profile: { id: string } }) => item.profile.id);
}

const stepOf = (report: { steps: { step: string }[] }, step: string) =>
  report.steps.find((one) => one.step === step) as never as {
    waiting: number;
    held: number;
    passed: number;
    gone: boolean;
    ways: { way: string; count: number }[];
    message: { campaignId: string; sent: number; entered: number } | null;
  };

describe("a launched journey", () => {
  test("sends its mails by what people do and do not do, and counts every step", async () => {
    const id = await launched("chain");
    const ann = await happen("ann@chain.example", "Signed Up chain", {}, { vip: true });
    const bob = await happen("bob@chain.example", "Signed Up chain");
    expect((await standing(id, "ordered")).sort()).toEqual([ann, bob].sort());
    await happen("ann@chain.example", "Order Completed chain");
    await pass(DAY + MINUTE);
    const { body: report } = await server.call("GET", `/api/journeys/${id}/report`);
    expect(report).toMatchObject({ entered: 2, inside: 0, completed: 2, sent: 4, left: {} });
    expect(stepOf(report, "ordered").ways.map(({ way, count }) => [way, count])).toEqual([
      ["next", 1],
      ["timeout", 1],
    ]);
    expect(["welcome", "thanks", "reminder"].map((step) => stepOf(report, step).message?.sent)).toEqual([2, 1, 1]);
    const late = (await server.call("GET", `/api/journeys/${id}/people?outcome=stepped&step=ordered&way=timeout`)).body;
    expect(late.items.map((item: { profile: { id: string } }) => item.profile.id)).toEqual([bob]);
  });

  test("has no campaign of its messages in any list or choice, and each is named in the person's history", async () => {
    const id = await launched("unlisted");
    const ann = await happen("ann@unlisted.example", "Signed Up unlisted");
    const named = async (url: string) => JSON.stringify((await server.call("GET", url)).body);
    for (const url of ["/api/campaigns?limit=200", "/api/campaigns/names"]) expect(await named(url)).not.toContain("unlisted");
    const { body: report } = await server.call("GET", `/api/journeys/${id}/report`);
    const { campaignId } = stepOf(report, "welcome").message ?? { campaignId: "" };
    expect((await server.call("GET", `/api/campaigns/${campaignId}/report`)).body).toMatchObject({ entered: 1, sent: 1 });
    expect((await server.call("GET", `/api/campaigns/${campaignId}/people?outcome=sent`)).body.items).toMatchObject([{ profile: { id: ann } }]);
    expect(await named(`/api/profiles/${ann}/timeline`)).toContain("Welcome chain: Welcome");
    // The journey alone changes it.
    expect((await server.call("POST", `/api/campaigns/${campaignId}/stop`)).status).toBe(404);
  });

  test("holds people while it is paused, lets them go on when it is resumed, and lets them leave when it is stopped", async () => {
    const id = await launched("halted");
    await happen("ann@halted.example", "Signed Up halted");
    await act(id, "pause");
    await pass(DAY + MINUTE);
    const inside = async () => (await server.call("GET", `/api/journeys/${id}/report`)).body;
    expect(await inside()).toMatchObject({ inside: 1, held: { campaign_paused: 1 }, sent: 1 });
    await act(id, "resume");
    expect(await inside()).toMatchObject({ inside: 0, held: {}, sent: 2, completed: 1 });
    await happen("bob@halted.example", "Signed Up halted");
    await act(id, "stop");
    expect(await inside()).toMatchObject({ inside: 0, left: { campaign_stopped: 1 } });
  });

  test("moves people inside to the steps that a new version names, and lets them leave where it names none", async () => {
    const id = await launched("moved");
    const ann = await happen("ann@moved.example", "Signed Up moved");
    const steps = [
      { id: "welcome", kind: "send", message: mail("Welcome"), next: "pause" },
      { id: "pause", kind: "delay", delay: { kind: "for", duration: "P2D" }, next: "reminder" },
      { id: "reminder", kind: "send", message: mail("Still there?") },
    ];
    const document = chain("moved", { steps } as never);
    await server.call("PUT", `/api/journeys/${id}`, { document });
    const lost = await act(id, "launch", { inside: "move", moves: { ordered: "paus" } });
    expect([lost.status, lost.body.error.path, lost.body.error.message]).toEqual([422, "body.moves.ordered", expect.stringContaining("pause")]);
    expect((await act(id, "launch", { inside: "move", moves: { ordered: "pause" } })).body.version).toBe(2);
    expect(await standing(id, "pause")).toEqual([ann]);
    const { items } = (await server.call("GET", `/api/journeys/${id}/versions`)).body;
    expect(items.map((item: { version: number; inside: number; moves: unknown }) => [item.version, item.inside, item.moves])).toEqual([
      [2, 1, { ordered: "pause" }],
      [1, 0, null],
    ]);
    await pass(2 * DAY + MINUTE);
    const { body: report } = await server.call("GET", `/api/journeys/${id}/report`);
    expect([report.completed, stepOf(report, "reminder").message?.sent, stepOf(report, "thanks").gone]).toEqual([1, 1, true]);
  });

  test("lets nobody into another journey whom that one lets in only once", async () => {
    const once = await launched("once", { reentry: { kind: "once" } });
    const steps = [
      { id: "a-day", kind: "delay", delay: { kind: "for", duration: "P1D" }, next: "start" },
      { id: "start", kind: "start_journey", journey: "once" },
    ];
    await launched("starting", { steps } as never);
    await happen("ann@once.example", "Signed Up once");
    await happen("ann@once.example", "Signed Up starting");
    await happen("bob@once.example", "Signed Up starting");
    await pass(3 * DAY);
    expect((await server.call("GET", `/api/journeys/${once}/report`)).body).toMatchObject({ entered: 2 });
  });

  test("that lets people in once lets nobody in again who went to its end", async () => {
    const id = await launched("ever", { reentry: { kind: "once" } });
    await happen("ann@ever.example", "Signed Up ever");
    await pass(2 * DAY);
    await happen("ann@ever.example", "Signed Up ever");
    expect((await server.call("GET", `/api/journeys/${id}/report`)).body).toMatchObject({ entered: 1, completed: 1 });
  });

  test("a person's why of a step's message tells that it was sent", async () => {
    const id = await launched("why");
    const ann = await happen("ann@why.example", "Signed Up why");
    const { body: report } = await server.call("GET", `/api/journeys/${id}/report`);
    const { campaignId } = stepOf(report, "welcome").message ?? { campaignId: "" };
    const { body } = await server.call("GET", `/api/profiles/${ann}/why?campaignId=${campaignId}`);
    expect(body).toMatchObject({ state: "sent" });
  });
});

describe("a draft", () => {
  test("is refused where it has not its shape, and says at which step it cannot be launched and what would mend it", async () => {
    const bad = await server.call("POST", "/api/journeys", { document: { ...chain("bad"), steps: [{ id: "welcome", kind: "sent" }] } });
    expect([bad.status, bad.body.error.path]).toEqual([422, expect.stringContaining("body.document.steps[0]")]);
    const steps = [
      { id: "welcome", kind: "send", message: mail("Hi {{ profile.frist_name }}"), next: "remindr" },
      { id: "reminder", kind: "exit" },
    ];
    const { body } = await server.call("POST", "/api/journeys/check", { document: chain("bad", { steps } as never) });
    expect(body.launchable).toBe(false);
    expect(body.problems).toContainEqual(
      expect.objectContaining({ code: "unknown_step", path: "steps[0].next", step: "welcome", message: expect.stringContaining("reminder") }),
    );
    expect(body.problems.map((problem: { path: string }) => problem.path)).toContain("steps[0].message.subject");
    const { body: kept } = await server.call("POST", "/api/journeys", { document: chain("bad", { steps } as never) });
    const launch = await server.call("POST", `/api/journeys/${kept.id}/launch`, {});
    expect([launch.status, launch.body.error.path]).toEqual([422, "body.document.steps[0].next"]);
  });

  test("shares its key with no campaign, is copied under a free one, and is deleted", async () => {
    const { id } = await create(chain("twice"));
    expect((await server.call("POST", "/api/journeys", { document: chain("twice") })).body.error.code).toBe("campaign_key_taken");
    expect((await server.call("POST", "/api/campaigns", { document: aDocument({ key: "twice" }) })).body.error.code).toBe("campaign_key_taken");
    expect((await server.call("POST", `/api/journeys/${id}/duplicate`)).body.key).toBe("twice-copy");
    expect((await server.call("DELETE", `/api/journeys/${id}`)).status).toBe(204);
    expect((await server.call("GET", `/api/journeys/${id}`)).status).toBe(404);
  });
});

test("whoever waits for a segment goes on when it is filled anew and they are in it", async () => {
  const { db, clock, ingest } = server.deps;
  const tools = { db, clock, ingest, resolver: { forget: () => {} }, hashOf: identifierHash("test"), wake: () => {} };
  const runner = new JobRunner({ tools, kinds: JOB_KINDS, owner: "test", isDead: () => false, onError: rethrow });
  const asks = (event: string) => ({ key: "fans", name: "Fans", condition: { kind: "did", event } });
  const { body: segment } = await server.call("POST", "/api/segments", { document: asks("Fan Letter Sent") });
  const publish = async () => {
    expect((await server.call("POST", `/api/segments/${segment.id}/publish`)).status).toBe(200);
    while (await runner.runOnce());
    while (await starter.runOnce());
    await flow();
  };
  await publish();
  const id = await launched("refilled", { steps: [{ id: "fan", kind: "wait", for: { kind: "segment", segment: "fans", is: "in" } }] } as never);
  const ann = await happen("ann@refilled.example", "Signed Up refilled");
  expect(await standing(id, "fan")).toEqual([ann]);
  await server.call("PUT", `/api/segments/${segment.id}`, { document: asks("Signed Up refilled") });
  await publish();
  expect(await standing(id, "fan")).toEqual([]);
  expect((await server.call("GET", `/api/journeys/${id}/report`)).body).toMatchObject({ entered: 1, completed: 1 });
});

test("a split finds its winner by itself, says how sure that is, and can be overruled by hand", async () => {
  const shares = ["A", "B"].map((name) => ({ name, percent: 50 }));
  const id = await launched("winner", {
    goal: { event: "Order Completed winner", within: "P30D" },
    steps: [{ id: "which", kind: "split", shares, choose: { by: "converted", after: "P1D", atLeast: 3 } }],
  } as never);
  const keeper = new WinnerKeeper({ db: server.database.db, clock: server.clock, definitionsChanged: () => {}, onError: rethrow });
  for (let n = 0; n < 16; n++) await happen(`n${n}@winner.example`, "Signed Up winner");
  const wayOf = async (place: number): Promise<string[]> => {
    const { body } = await server.call("GET", `/api/journeys/${id}/people?outcome=stepped&step=which&way=shares[${place}]&limit=100`);
    return body.items.map(({ profile }: { profile: { id: string } }) => profile.id);
  };
  const splits = async () => (await server.call("GET", `/api/journeys/${id}/splits`)).body.items;
  const byB = new Set(await wayOf(1));
  for (let n = 0; n < 16; n++) if (byB.has(await happen(`n${n}@winner.example`, "Seen"))) await happen(`n${n}@winner.example`, "Order Completed winner");
  await keeper.runOnce();
  expect(await splits()).toMatchObject([{ step: "which", verdict: "early", winner: null }]);

  await pass(DAY);
  await keeper.runOnce();
  expect(await splits()).toMatchObject([
    {
      winner: { share: "B", byHand: false, chosenBy: "Beckon", sentence: expect.stringMatching(/^100\.0 % of \d+ reached the goal by “B”.* may be chance\.$/) },
    },
  ]);
  for (let n = 20; n < 26; n++) await happen(`n${n}@winner.example`, "Signed Up winner");
  expect((await wayOf(1)).length).toBe(byB.size + 6);

  const named = await server.call("PUT", `/api/journeys/${id}/splits/which/winner`, { share: "C" });
  expect([named.status, named.body.error.code]).toEqual([422, "campaign_invalid"]);
  expect((await server.call("PUT", `/api/journeys/${id}/splits/which/winner`, { share: "A" })).body.items).toMatchObject([
    { winner: { share: "A", byHand: true } },
  ]);
  await keeper.runOnce();
  for (let n = 30; n < 36; n++) await happen(`n${n}@winner.example`, "Signed Up winner");
  expect((await wayOf(0)).length).toBe(16 - byB.size + 6);
}, 120_000);

test("a push carries a journey and names it again", async () => {
  const definitions = [{ kind: "journey", document: chain("pushed") }];
  const { body } = await server.call("POST", "/api/definitions/push", { definitions, launch: true });
  expect(body.changes.filter(({ key }: { key: string }) => key === "pushed")).toMatchObject([{ kind: "journey", action: "create", launches: true }]);
  const { body: plan } = await server.call("POST", "/api/definitions/plan", { definitions, launch: true });
  expect(plan.changes.filter(({ key }: { key: string }) => key === "pushed")).toMatchObject([{ action: "unchanged" }]);
  expect((await server.call("GET", "/api/definitions")).body.definitions).toContainEqual({ kind: "journey", key: "pushed", document: chain("pushed") });
});

import { type CampaignDocument, DAY } from "@beckon/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, aDocument, apiTestServer } from "../apiTestServer.ts";
import { runTestJobs } from "../runTestJobs.ts";

let server: ApiTestServer;
beforeAll(async () => {
  server = await apiTestServer();
  await publish("buyers", "Buyers", { kind: "did", event: "Order Completed", within: "P30D" });
});
afterAll(() => server.close());

async function publish(key: string, name: string, condition: object): Promise<string> {
  const { body } = await server.call("POST", "/api/segments", { document: { key, name, condition } });
  await server.call("POST", `/api/segments/${body.id}/publish`);
  await runTestJobs(server);
  return body.id;
}

async function launch(document: Partial<CampaignDocument>): Promise<string> {
  const { body } = await server.call("POST", "/api/campaigns", { document: aDocument(document) });
  expect((await server.call("POST", `/api/campaigns/${body.id}/launch`)).body.error).toBeUndefined();
  return body.id;
}

const BUYERS = { kind: "segment", segment: "buyers", is: "in" } as never;
const visited = { trigger: { kind: "event", event: "Visited" } as never, reentry: { kind: "every_time" } as const };

async function why(profileId: string, campaignId: string) {
  return (await server.call("GET", `/api/profiles/${profileId}/why?campaignId=${campaignId}`)).body;
}

describe("why somebody did not get a message", () => {
  test("knows who is in the segment that the audience names, and by what", async () => {
    const campaign = await launch({ key: "to-buyers", audience: BUYERS, ...visited });
    const bob = await server.happen("bob@shop.example", "Visited");
    const answer = await why(bob, campaign);
    expect([answer.state, answer.now.wouldEnter, answer.now.reason]).toEqual(["not_entered", false, "audience_not_met"]);
    expect(answer.now.findings).toContainEqual(expect.objectContaining({ about: "audience", holds: false, sentence: expect.stringContaining("“Buyers”: ") }));
    const ann = await server.happen("ann@shop.example", "Order Completed");
    await server.happen("ann@shop.example", "Visited");
    const { now } = await why(ann, campaign);
    expect(now).toMatchObject({ wouldEnter: true, wouldSend: true });
    expect(now.findings).toContainEqual(expect.objectContaining({ about: "audience", holds: true }));
  });

  test("plays forward that somebody leaves the segment while the message waits", async () => {
    const campaign = await launch({ key: "later", audience: BUYERS, ...visited, delay: { kind: "for", duration: "P40D" } as never });
    await server.happen("carl@shop.example", "Order Completed");
    const carl = await server.happen("carl@shop.example", "Visited");
    await server.call("POST", `/api/campaigns/${campaign}/stop`);
    await server.work();
    await server.call("POST", `/api/campaigns/${campaign}/launch`);
    await server.database.db.query("delete from enrollments where campaign_id = $1", [campaign]);
    expect((await why(carl, campaign)).now).toMatchObject({ wouldEnter: true, wouldSend: false, reason: "audience_not_met" });
  });

  test("says of a trigger by segment that the person was in it before the launch", async () => {
    const ann = await server.happen("early@shop.example", "Order Completed");
    server.clock.advance(1_000);
    const campaign = await launch({ key: "on-buyers", trigger: { kind: "segment_entered", segment: "buyers" } as never });
    expect((await why(ann, campaign)).verdict).toMatch(/The person is in “Buyers” since .*, before the campaign was launched\.$/);
    const dora = await server.happen("dora@shop.example", "Visited");
    expect((await why(dora, campaign)).verdict).toMatch(/The person is not in “Buyers”\.$/);
  });
});

describe("a trial of a draft", () => {
  test("judges the audience by the segments that the person is in", async () => {
    const document = aDocument({ key: "trial", audience: BUYERS, ...visited });
    const audienceOf = async (profileId: string) =>
      (await server.call("POST", "/api/campaigns/try", { document, profileId })).body.clauses.find((clause: { part: string }) => clause.part === "audience");
    const eve = await server.happen("eve@shop.example", "Visited");
    expect(await audienceOf(eve)).toMatchObject({ holds: false });
    await server.happen("eve@shop.example", "Order Completed");
    expect(await audienceOf(eve)).toMatchObject({ holds: true });
    server.clock.advance(30 * DAY);
    await server.work();
    expect(await audienceOf(eve)).toMatchObject({ holds: false });
  });
});

describe("at once", () => {
  const PRO = { kind: "attribute", name: "plan", op: "equals", value: "pro" };
  const inside = (segment: string) => ({ kind: "segment", segment, is: "in" });

  test("two segments are not published into a circle", async () => {
    const [one, other] = [await publish("chicken", "Chicken", PRO), await publish("egg", "Egg", PRO)];
    await server.call("PUT", `/api/segments/${one}`, { document: { key: "chicken", name: "Chicken", condition: inside("egg") } });
    await server.call("PUT", `/api/segments/${other}`, { document: { key: "egg", name: "Egg", condition: inside("chicken") } });
    const answers = await Promise.all([one, other].map((id) => server.call("POST", `/api/segments/${id}/publish`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(answers.find(({ status }) => status === 422)?.body.error.message).toContain("would hang on itself");
    await runTestJobs(server);
  });

  test("a segment that is published twice is published once", async () => {
    const { body } = await server.call("POST", "/api/segments", { document: { key: "twice", name: "Twice", condition: PRO } });
    const answers = await Promise.all([1, 2].map(() => server.call("POST", `/api/segments/${body.id}/publish`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await runTestJobs(server);
    expect((await server.call("GET", `/api/segments/${body.id}`)).body.version).toBe(1);
  });
});

test("the reach of a draft counts who came into the segment, and who was in it", async () => {
  const came = { kind: "segment_entered", segment: "buyers" };
  const reachOf = async (more: object) => (await server.call("POST", "/api/campaigns/reach", { document: aDocument({ key: "reach", ...more }), days: 1 })).body;
  const before = (await reachOf({ trigger: came })).triggered;
  await server.happen("fay@shop.example", "Order Completed");
  await server.happen("fay@shop.example", "Looked");
  await server.happen("gus@shop.example", "Looked");
  expect((await reachOf({ trigger: came })).triggered).toBe(before + 1);
  const looked = await reachOf({ trigger: { kind: "event", event: "Looked" }, audience: BUYERS });
  expect([looked.triggered, looked.notEntered]).toEqual([2, { audience_not_met: 1 }]);
});

describe("segments that are never sent to", () => {
  const never = (neverSend: readonly string[]) => server.call("PATCH", "/api/workspace", { settings: { neverSend } });
  afterAll(() => never([]));

  test("must be live, are in use, and are what explains why nothing would go", async () => {
    const { body: draft } = await server.call("POST", "/api/segments", { document: { key: "not-yet", name: "Not yet", condition: BUYERS } });
    const refused = await never(["not-yet"]);
    expect([refused.status, refused.body.error.path]).toEqual([400, "body.settings.neverSend[0]"]);
    expect(refused.body.error.message).toContain("publish it first");
    expect((await server.call("DELETE", `/api/segments/${draft.id}`)).status).toBe(204);

    const { body: list } = await server.call("POST", "/api/segments", { kind: "list", document: { key: "staff", name: "Staff" } });
    expect((await never(["staff"])).body.settings.neverSend).toEqual(["staff"]);
    expect((await server.call("GET", `/api/segments/${list.id}/uses`)).body.items).toMatchObject([{ kind: "workspace", name: "Never send to" }]);
    expect((await server.call("DELETE", `/api/segments/${list.id}`)).body.error.message).toContain("the setting “Never send to”");

    const campaign = await launch({ key: "to-all", ...visited });
    const hal = await server.happen("hal@shop.example", "Visited");
    expect((await why(hal, campaign)).now.wouldSend).toBe(true);
    await server.call("POST", `/api/segments/${list.id}/members`, { members: [{ profileId: hal }] });
    await server.work();
    const { now } = await why(hal, campaign);
    expect([now.wouldSend, now.reason]).toEqual([false, "never_send"]);
    expect(now.findings).toContainEqual(
      expect.objectContaining({ about: "guard", holds: false, sentence: expect.stringContaining("gets no marketing: staff") }),
    );
    const later = aDocument({ key: "reach-all", ...visited, delay: { kind: "for", duration: "PT1H" } as never });
    expect((await server.call("POST", "/api/campaigns/reach", { document: later, days: 1 })).body.notSent).toEqual({ never_send: 1 });
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiTestServer, apiTestServer } from "../apiTestServer.ts";

let server: ApiTestServer;

beforeAll(async () => {
  server = await apiTestServer();
});
afterAll(() => server.close());

const mail = (id: string, next?: string) => ({
  id,
  kind: "send",
  message: { channel: "email", subject: `Mail ${id}`, body: { format: "text", source: "Hello" } },
  ...(next ? { next } : {}),
});

/** Welcomes, waits for an order until nine in the morning of the second day, and asks for a value. */
const document = {
  key: "tested",
  name: "Tested",
  trigger: { kind: "event", event: "Signed Up" },
  holdout: 100,
  steps: [
    mail("welcome", "ordered"),
    { id: "ordered", kind: "wait", name: "Order?", for: { kind: "event", event: "Order Completed" }, within: "P2D", next: "set", timeout: "night" },
    { id: "set", kind: "set_attributes", set: { ordered: true }, next: "big" },
    { id: "big", kind: "branch", branches: [{ name: "big spender", if: { kind: "attribute", name: "budget", op: "at_least", value: 100 }, next: "thanks" }] },
    mail("thanks"),
    { id: "night", kind: "delay", delay: { kind: "until_time", time: "09:00" }, next: "reminder" },
    mail("reminder"),
  ],
};

async function run(body: object) {
  const answer = await server.call("POST", "/api/journeys/test-run", { document, ...body });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const told = (lines: readonly { at: string; title: string; kind: string }[]) => lines.map(({ at, title }) => `${at.slice(5, 16)} ${title}`);
const counts = async () =>
  (
    await server.database.db.query(
      "select (select count(*) from enrollments) as enrollments, (select count(*) from events) as events, (select count(*) from sends) as sends, (select count(*) from profiles) as people",
    )
  ).rows;

describe("a test run", () => {
  test("tells each step of somebody made up with its time, its reason and its message, over a night in which clocks go back", async () => {
    const before = await counts();
    const { lines, waits, timeZone, entered } = await run({
      person: { attributes: { first_name: "Ann", timezone: "Europe/Berlin" } },
      start: "2026-10-22T20:00:00Z",
      happenings: [{ after: "PT0S", event: "Signed Up" }],
    });
    expect([timeZone, entered, waits]).toEqual(["Europe/Berlin", true, []]);
    expect(told(lines)).toEqual([
      "10-22T20:00 “Signed Up” happens",
      "10-22T20:00 Entered",
      "10-22T20:00 Sent",
      "10-22T20:00 Send the email “Mail welcome”",
      "10-24T20:00 Order?",
      "10-25T08:00 Wait until 09:00 by the person's clock",
      "10-25T08:00 Sent",
      "10-25T08:00 Send the email “Mail reminder”",
      "10-25T08:00 Came to the end",
    ]);
    expect(lines[5].local).toBe("25 Oct 2026, 09:00");
    expect([lines[2].message.content.subject, lines[2].message.to]).toEqual(["Mail welcome", "someone@example.com"]);
    expect(await counts()).toEqual(before);
  });

  test("lets happen next what one says, and says what each branch found", async () => {
    const { lines, changed } = await run({
      person: { attributes: { budget: 80 } },
      happenings: [
        { after: "PT0S", event: "Signed Up" },
        { after: "PT2H", event: "Order Completed", attributes: { budget: 150 } },
      ],
    });
    const branch = lines.find(({ step, kind }: { step: string; kind: string }) => step === "big" && kind === "decision");
    expect(branch.sentence).toContain("Went the way “big spender” to Send the email “Mail thanks”");
    expect(branch.sentence).toContain("found 150");
    expect(lines.some(({ title }: { title: string }) => title === "Would set attributes")).toBe(true);
    expect(changed).toEqual({ budget: 150, ordered: true });
  });

  test("takes a real person with what they are, and leaves them as they were", async () => {
    const profileId = await server.happen("real@shop.example", "Page Viewed", {}, { first_name: "Real", budget: 120 });
    const before = await counts();
    const { person, lines } = await run({
      person: { profileId },
      happenings: [
        { after: "PT0S", event: "Signed Up" },
        { after: "PT1H", event: "Order Completed" },
      ],
    });
    expect(person.email).toBe("real@shop.example");
    expect(lines.filter(({ message }: { message: unknown }) => message !== null)).toHaveLength(2);
    expect(await counts()).toEqual(before);
  });

  test("says why somebody does not come in, and where one still waits", async () => {
    const audience = { kind: "attribute", name: "plan", op: "equals", value: "pro" };
    const refused = await run({
      document: { ...document, audience },
      person: { attributes: { plan: "free" } },
      happenings: [{ after: "PT0S", event: "Signed Up" }],
    });
    expect([refused.entered, refused.lines.at(-1).sentence]).toEqual([false, expect.stringContaining('found "free"')]);
    const waiting = await run({ person: {}, days: 1, happenings: [{ after: "PT0S", event: "Signed Up" }] });
    expect(waiting.waits).toMatchObject([{ step: "ordered", title: "Order?" }]);
  });

  test("of what cannot be read is refused at its place", async () => {
    const refused = async (body: object) => {
      const { status, body: answer } = await server.call("POST", "/api/journeys/test-run", { document, person: {}, ...body });
      return [status, answer.error?.path];
    };
    expect(await refused({ document: undefined })).toEqual([400, "body.document"]);
    expect(await refused({ happenings: [{ after: "PX", event: "A" }] })).toEqual([400, "body.happenings[0].after"]);
    expect(await refused({ happenings: [{ after: "PT1H" }] })).toEqual([400, "body.happenings[0]"]);
    expect(await refused({ happenings: [{ after: "PT1H", enters: "nobody-knows" }] })).toEqual([404, "body.happenings"]);
    expect(await refused({ person: { profileId: "019ab842-f540-71cc-ac42-1bf6270fde8a" } })).toEqual([404, "body.person.profileId"]);
  });
});

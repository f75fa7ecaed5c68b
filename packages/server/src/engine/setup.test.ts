import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { SecretBox } from "../secretBox.ts";
import { listKeys } from "../store/keys.ts";
import { readWorkspace } from "../store/workspaces.ts";
import { KeyRing } from "./keyRing.ts";
import { seedWorkspace, setUp } from "./setup.ts";
import { SignInDesk } from "./signInDesk.ts";

const clock = testClock(Date.UTC(2026, 10, 23));
const first = { workspaceName: "Shop", timeZone: "Europe/Berlin", email: "Ann@Shop.example", name: "Ann", password: "a long password" };
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe("the first start", () => {
  test("makes a workspace and one key of each kind, told once", async () => {
    const once = await seedWorkspace(database.db, clock, {});
    expect(once.generated.map((made) => made.setting)).toEqual(["BECKON_API_KEY", "BECKON_WRITE_KEY", "BECKON_PROFILE_TOKEN"]);
    expect(once.setupNeeded).toBe(true);
    expect(await seedWorkspace(database.db, clock, {})).toEqual({ workspaceId: 1, generated: [], setupNeeded: true });
    expect(await listKeys(database.db, 1)).toHaveLength(3);
  });

  test("lets one of many make the first user", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => setUp(database.db, clock, { ...first, email: `ann${i}@shop.example` })));
    expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    const codes = tries.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(["setup_done"]));
    expect((await readWorkspace(database.db, 1))?.settings.timeZone).toBe("Europe/Berlin");
  });
});

describe("a setting at a later start", () => {
  test("replaces the key that it gave before", async () => {
    const ring = new KeyRing(database.db, clock);
    await seedWorkspace(database.db, clock, { writeKey: "first-write-key" });
    await seedWorkspace(database.db, clock, { writeKey: "second-write-key" });
    expect([await ring.workspaceOfWriteKey("first-write-key"), await ring.workspaceOfWriteKey("second-write-key")]).toEqual([null, 1]);
    await seedWorkspace(database.db, clock, { writeKey: "first-write-key" });
    clock.advance(10_000);
    expect(await ring.workspaceOfWriteKey("first-write-key")).toBe(1);
  });

  test("gives a lost password anew", async () => {
    await seedWorkspace(database.db, clock, { adminEmail: "boss@shop.example", adminPassword: "first password" });
    await seedWorkspace(database.db, clock, { adminEmail: "boss@shop.example", adminPassword: "second password" });
    const desk = new SignInDesk(database.db, clock, new SecretBox("a secret of the tests, long enough"));
    await expect(desk.signIn("boss@shop.example", "first password", null, "x")).rejects.toMatchObject({ code: "wrong_sign_in" });
    expect((await desk.signIn("boss@shop.example", "second password", null, "x")).role).toBe("owner");
  });

  test("makes and tells a password where none is given", async () => {
    const { generated } = await seedWorkspace(database.db, clock, { adminEmail: "new@shop.example" });
    expect(generated.map((made) => made.setting)).toEqual(["BECKON_ADMIN_PASSWORD"]);
    expect(
      (
        await new SignInDesk(database.db, clock, new SecretBox("a secret of the tests, long enough")).signIn(
          "new@shop.example",
          String(generated[0]?.value),
          null,
          "x",
        )
      ).email,
    ).toBe("new@shop.example");
    expect((await seedWorkspace(database.db, clock, { adminEmail: "new@shop.example" })).generated).toEqual([]);
  });
});

test("a weak password and an unknown zone are refused by name", async () => {
  const empty = await testDatabase();
  await seedWorkspace(empty.db, clock, {});
  await expect(setUp(empty.db, clock, { ...first, password: "short" })).rejects.toMatchObject({ code: "password_weak" });
  await expect(setUp(empty.db, clock, { ...first, timeZone: "Mars/Olympus" })).rejects.toMatchObject({ code: "time_zone_unknown" });
  await empty.drop();
});

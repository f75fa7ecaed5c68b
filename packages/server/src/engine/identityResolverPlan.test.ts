import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IdentityPlan, keyOf } from "./identityResolverPlan.ts";
import type { Identifier } from "./incoming.ts";

const id = (kind: string, value: string): Identifier => ({ kind, value });
const user = (value: string) => id("user_id", value);
const device = (value: string) => id("anonymous_id", value);
const mail = (value: string) => id("email", value);

function aPlan(known: { [profileId: string]: readonly Identifier[] } = {}) {
  let made = 0;
  const plan = new IdentityPlan(() => `new-${String(++made).padStart(3, "0")}`);
  for (const [profileId, identifiers] of Object.entries(known)) {
    const userIds = identifiers.filter(({ kind }) => kind === "user_id").map(({ value }) => value);
    for (const { kind, value } of identifiers) plan.learn(keyOf(1, kind, value), profileId, userIds);
  }
  return plan;
}

const claim = (...identifiers: Identifier[]) => ({ workspaceId: 1, identifiers });

describe("whose an event is", () => {
  test("nobody known: a new profile gets all identifiers", () => {
    const plan = aPlan();
    expect(plan.resolve(claim(user("ann"), device("d1"))).profileId).toBe("new-001");
    expect(plan.resolve(claim(device("d1"))).profileId).toBe("new-001");
  });

  test("one known: it learns the others", () => {
    const plan = aPlan({ p1: [device("d1")] });
    expect(plan.resolve(claim(user("ann"), device("d1"))).profileId).toBe("p1");
    expect(plan.additions()).toEqual([{ workspaceId: 1, kind: "user_id", value: "ann", profileId: "p1" }]);
    expect(plan.touched().map((person) => person.id)).toEqual(["p1"]);
  });

  test("anonymous history joins the person who has the user id, whichever is older", () => {
    const plan = aPlan({ p1: [device("d1")], p2: [user("ann")] });
    expect(plan.resolve(claim(user("ann"), device("d1"))).profileId).toBe("p2");
    expect(plan.merges()).toMatchObject([{ survivor: "p2", merged: "p1" }]);
  });

  test("of two without a user id the older survives", () => {
    const plan = aPlan({ p1: [device("d1")], p2: [mail("ann@x.io")] });
    expect(plan.resolve(claim(mail("ann@x.io"), device("d1"))).profileId).toBe("p1");
  });

  test("a shared device keeps its first owner, and the second user starts anew", () => {
    const plan = aPlan({ p1: [user("ann"), device("d1")] });
    expect(plan.resolve(claim(user("bob"), device("d1")))).toEqual({ profileId: "new-001", dropped: [device("d1")] });
    expect(plan.merges()).toEqual([]);
  });

  test("the weakest identifier of the conflict is left out, not one that harms nobody", () => {
    const plan = aPlan({ p1: [user("ann"), mail("family@x.io")] });
    const answer = plan.resolve(claim(user("bob"), mail("family@x.io"), device("new device")));
    expect(answer.dropped).toEqual([mail("family@x.io")]);
    expect(plan.resolve(claim(device("new device"))).profileId).toBe(answer.profileId);
  });

  test("two people with a user id each stay two, though one event names both devices", () => {
    const plan = aPlan({ p1: [user("ann"), device("d1")], p2: [user("bob"), mail("bob@x.io")] });
    expect(plan.resolve(claim(mail("bob@x.io"), device("d1")))).toEqual({ profileId: "p2", dropped: [device("d1")] });
  });

  test("alias joins a former anonymous id, and never a former user id", () => {
    const alias = (to: string, from: string) => claim(user(to), user(from), device(from));
    const plan = aPlan({ p1: [device("temp")], p2: [user("ann")] });
    expect(plan.resolve(alias("bob", "temp"))).toEqual({ profileId: "p1", dropped: [] });
    expect(plan.resolve(alias("carl", "ann"))).toEqual({ profileId: "new-001", dropped: [user("ann")] });
    expect(plan.resolve(alias("dora", "never seen"))).toEqual({ profileId: "new-002", dropped: [] });
  });

  test("a hint finds somebody but is not given to anybody", () => {
    const plan = aPlan({ p1: [mail("ann@x.io")] });
    const stripe = (customer: string, address: string) => ({ ...claim(id("stripe_customer_id", customer)), hints: [mail(address)] });
    expect(plan.resolve(stripe("cus_1", "ann@x.io")).profileId).toBe("p1");
    expect(plan.resolve(stripe("cus_2", "new@x.io")).profileId).toBe("new-001");
    expect(plan.resolve(claim(mail("new@x.io"))).profileId).toBe("new-002");
  });

  test("somebody made in this batch just becomes the other, without a merge", () => {
    const plan = aPlan({ p1: [user("ann")] });
    const first = plan.resolve(claim(device("d1")));
    plan.resolve(claim(user("ann"), device("d1")));
    expect(plan.finalOf(first.profileId)).toBe("p1");
    expect(plan.merges()).toEqual([]);
  });

  test("a chain of merges ends at the last survivor", () => {
    const plan = aPlan({ p1: [device("d1")], p2: [mail("m@x.io")], p3: [user("ann")] });
    plan.resolve(claim(mail("m@x.io"), device("d1")));
    plan.resolve(claim(user("ann"), device("d1")));
    expect(plan.merges()).toMatchObject([
      { survivor: "p3", merged: "p2" },
      { survivor: "p3", merged: "p1" },
    ]);
    expect(plan.finalOf("p2")).toBe("p3");
  });
});

const anIdentifier = fc.oneof(
  fc.record({ kind: fc.constant("user_id"), value: fc.constantFrom("u1", "u2", "u3", "u4") }),
  fc.record({ kind: fc.constant("email"), value: fc.constantFrom("e1", "e2", "e3") }),
  fc.record({ kind: fc.constant("anonymous_id"), value: fc.constantFrom("a1", "a2", "a3", "a4", "a5") }),
);
const someClaims = fc.array(fc.array(anIdentifier, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 });

test("no sequence of events joins two user ids, and every identifier has one owner", () => {
  fc.assert(
    fc.property(someClaims, (claims) => {
      const plan = aPlan();
      for (const identifiers of claims) plan.resolve(claim(...identifiers));
      const userIds = new Map<string, Set<string>>();
      for (const [key, owner] of plan.owners()) {
        const [, kind, value] = key.split("\n");
        if (kind !== "user_id") continue;
        userIds.set(owner, (userIds.get(owner) ?? new Set()).add(value as string));
      }
      for (const values of userIds.values()) expect(values.size).toBe(1);
      for (const { profileId } of plan.additions()) expect(plan.finalOf(profileId)).toBe(profileId);
    }),
    { numRuns: 500 },
  );
});

test("an event goes to the owner of the identifiers it kept", () => {
  fc.assert(
    fc.property(someClaims, (claims) => {
      const plan = aPlan();
      for (const identifiers of claims) {
        const { profileId, dropped } = plan.resolve(claim(...identifiers));
        const owners = new Map(plan.owners());
        for (const identifier of identifiers) {
          if (dropped.some((left) => left.kind === identifier.kind && left.value === identifier.value)) continue;
          const owner = owners.get(keyOf(1, identifier.kind, identifier.value));
          if (owner !== undefined) expect(plan.finalOf(owner)).toBe(plan.finalOf(profileId));
        }
      }
    }),
    { numRuns: 500 },
  );
});

import { describe, expect, test } from "vitest";
import type { CampaignDocument, WorkspaceRules } from "../campaign/campaign.ts";
import type { ConditionNode, Subject } from "../condition/condition.ts";
import type { JsonObject } from "../json.ts";
import { newProfile, type Profile } from "../profile/profile.ts";
import type { Verdict } from "../send/send.ts";
import { judgeSend } from "./judgeSend.ts";
import type { SendQuestion } from "./question.ts";

const NOW = Date.UTC(2026, 0, 15, 10, 0);

interface Given {
  document?: Partial<CampaignDocument>;
  rules?: Partial<WorkspaceRules>;
  profile?: Partial<Profile>;
  question?: Partial<SendQuestion>;
  status?: SendQuestion["campaign"]["status"];
  attributes?: JsonObject;
  now?: number;
  timeZone?: string;
}

function judge(given: Given = {}): Verdict {
  const profile = { ...newProfile("p-1", 1, NOW), attributes: given.attributes ?? {}, ...given.profile };
  const document: CampaignDocument = {
    key: "cart",
    name: "Cart",
    trigger: { kind: "event" },
    message: { channel: "email", subject: "Hi", body: { format: "text", source: "Hi" } },
    ...given.document,
  };
  const rules: WorkspaceRules = {
    id: 1,
    timeZone: "UTC",
    sessionTimeout: "PT30M",
    quietHours: null,
    frequencyCaps: [],
    holdout: 0,
    topics: [{ key: "news", name: "News", consent: "opt_in" }],
    ...given.rules,
  };
  return judgeSend({
    campaign: { id: "c-1", workspaceId: 1, version: 1, status: given.status ?? "live", document },
    profile,
    rules,
    address: "ann@shop.example",
    holdoutShares: { campaign: 50, programme: 50 },
    subject: { ...judgedSubject(profile), now: given.now ?? NOW, timeZone: given.timeZone ?? "UTC" },
    ...given.question,
  });
}

function judgedSubject({ attributes, consent }: Pick<Profile, "attributes" | "consent"> = newProfile("p-1", 1, NOW)): Subject {
  return { attributes, consent, properties: {}, entry: {}, country: null, now: NOW, timeZone: "UTC" };
}

/** The verdict in short: `send`, `skip reason`, `hold reason until`. */
function says(given: Given = {}): string {
  const verdict = judge(given);
  if (verdict.verdict === "send") return verdict.holdout ? "send (holdout)" : "send";
  if (verdict.verdict === "skip") return `skip ${verdict.reason}`;
  return `hold ${verdict.reason} ${verdict.until === null ? "until resumed" : new Date(verdict.until).toISOString().slice(0, 16)}`;
}

const isPro = { kind: "attribute", name: "plan", op: "equals", value: "pro" } as ConditionNode;
const unsubscribed = { consent: { channels: { email: "unsubscribed" }, topics: {} } } as const;
const suppressed = { suppressed: { email: { address: "Ann@shop.example", reason: "hard_bounce", at: NOW } } } as const;
const aSlot = { sendId: "s-1", campaignId: "c-2", at: NOW - 3_600_000, channel: "email", topic: null, tags: [] };
const full = { rules: { frequencyCaps: [{ max: 1, per: { rolling: "P1D" } }] }, profile: { sent: [aSlot] } } as const;
const night = { document: { sendWindow: { from: "12:00", to: "21:00" } } } as const;

test("says send where nothing is against it", () => {
  expect(says()).toBe("send");
});

test("names the first no in the order of the rules", () => {
  const everything: Given = {
    status: "stopped",
    question: { exception: { event: "Order Completed" }, address: null, duplicate: true },
    document: {
      audience: isPro,
      sendWindow: { from: "12:00", to: "21:00", outside: "skip" },
      life: { end: "2026-01-01T00:00", timeZone: "UTC", atEnd: "exit" },
    },
    rules: { ...full.rules, quietHours: { from: "09:00", to: "11:00" } },
    profile: { ...unsubscribed, ...full.profile },
  };
  const mended: string[] = [];
  const mend = (given: Given): Given => {
    mended.push(says(given));
    return given;
  };
  let given = mend(everything);
  given = mend({ ...given, status: "live" });
  given = mend({ ...given, question: { ...given.question, exception: null } });
  given = mend({ ...given, attributes: { plan: "pro" } });
  given = mend({ ...given, profile: full.profile });
  given = mend({ ...given, question: { duplicate: true } });
  given = mend({ ...given, question: {} });
  given = mend({ ...given, document: { ...given.document, life: undefined } });
  given = mend({ ...given, document: { quietHours: "skip" } });
  given = mend({ ...given, rules: full.rules });
  mend({ ...given, profile: {} });
  expect(mended).toEqual([
    "skip campaign_stopped",
    "skip exception",
    "skip audience_not_met",
    "skip no_consent",
    "skip no_address",
    "skip duplicate",
    "skip outside_life",
    "skip send_window",
    "skip quiet_hours",
    "skip frequency_cap",
    "send",
  ]);
});

test("a paused campaign holds until it is resumed", () => {
  expect(says({ status: "paused" })).toBe("hold campaign_paused until resumed");
});

describe("audience", () => {
  test("is judged again, unless the campaign says that once is enough", () => {
    expect(says({ document: { audience: isPro } })).toBe("skip audience_not_met");
    expect(says({ document: { audience: isPro, recheckAudience: false } })).toBe("send");
  });

  test("a no shows what was found", () => {
    expect(judge({ document: { audience: isPro }, attributes: { plan: "free" } }).facts).toEqual({
      finding: { holds: false, condition: "the person's plan is “pro”", found: "free" },
    });
  });
});

describe("never send", () => {
  const inStaff = { subject: { ...judgedSubject(), segments: (key: string) => key === "staff" } };

  test("no marketing goes to a member, whatever the audience says; receipts go, and what goes to nobody", () => {
    const to = (document: Partial<CampaignDocument>, neverSend = ["lawyers", "staff"]) => says({ document, rules: { neverSend }, question: inStaff });
    expect([to({}), to({ purpose: "transactional" }), to({}, ["lawyers"])]).toEqual(["skip never_send", "send", "send"]);
  });

  test("says which segment it was", () => {
    expect(judge({ rules: { neverSend: ["staff"] }, question: inStaff }).facts).toEqual({ segment: "staff" });
  });
});

describe("a list that the audience leaves out", () => {
  const staff = (is: string) => ({ kind: "segment", segment: "staff", is }) as ConditionNode;
  const inStaff = { subject: { ...judgedSubject(), segments: () => true } };

  test("holds to the end, also where once is enough for all else", () => {
    const to = (audience: ConditionNode) => says({ document: { audience, recheckAudience: false }, question: inStaff });
    const both = { kind: "all", conditions: [isPro, staff("not_in")] } as ConditionNode;
    const other = { kind: "all", conditions: [isPro, staff("in")] } as ConditionNode;
    expect([to(both), to(other)]).toEqual(["skip audience_not_met", "send"]);
  });
});

describe("consent", () => {
  const joined = (state?: "subscribed" | "unsubscribed"): Given => {
    const topics: Profile["consent"]["topics"] = state ? { news: state, tips: state } : {};
    return { profile: { consent: { channels: {}, topics } } };
  };

  test("marketing does not go to who left the channel; a receipt does", () => {
    expect([says({ profile: unsubscribed }), says({ profile: unsubscribed, document: { purpose: "transactional" } })]).toEqual(["skip no_consent", "send"]);
  });

  test("a topic to join needs joining, another only not leaving", () => {
    const to = (topic: string, state?: "subscribed" | "unsubscribed") => says({ document: { topic }, ...joined(state) });
    expect([to("news"), to("news", "subscribed"), to("news", "unsubscribed")]).toEqual(["skip no_consent", "send", "skip no_consent"]);
    expect([to("tips"), to("tips", "subscribed"), to("tips", "unsubscribed")]).toEqual(["send", "send", "skip no_consent"]);
  });
});

describe("suppression", () => {
  test("stops the address for every purpose", () => {
    expect([says({ profile: suppressed }), says({ profile: suppressed, document: { purpose: "transactional" } })]).toEqual([
      "skip suppressed",
      "skip suppressed",
    ]);
  });

  test("does not stop a new address of the same person", () => {
    expect(says({ profile: suppressed, question: { address: "ann@new.example" } })).toBe("send");
  });
});

describe("life", () => {
  const life = { start: "2026-01-01T00:00", end: "2026-01-15T11:00", timeZone: "Europe/Berlin" } as const;

  test("after the end people inside finish, or leave, as chosen", () => {
    expect(says({ document: { life } })).toBe("send");
    expect(says({ document: { life: { ...life, atEnd: "exit" } } })).toBe("skip outside_life");
    expect(says({ document: { life: { ...life, atEnd: "exit" } }, now: NOW - 1 })).toBe("send");
  });

  test("before the start it is held", () => {
    expect(says({ document: { life: { start: "2026-01-20T09:00", timeZone: "Asia/Tokyo" } } })).toBe("hold outside_life 2026-01-20T00:00");
  });
});

describe("send window and quiet hours", () => {
  const quiet = { rules: { quietHours: { from: "21:00", to: "09:00" } } } as const;

  test("hold to the next opening by the person's clock", () => {
    expect(says({ ...night })).toBe("hold send_window 2026-01-15T12:00");
    expect(says({ ...quiet, timeZone: "Asia/Tokyo", now: Date.UTC(2026, 0, 15, 13) })).toBe("hold quiet_hours 2026-01-16T00:00");
  });

  test("together hold until both allow it", () => {
    expect(says({ ...quiet, document: { sendWindow: { from: "06:00", to: "10:00" } } })).toBe("hold send_window 2026-01-16T09:00");
  });

  test("skip where so chosen, and where there is no opening", () => {
    expect(says({ document: { sendWindow: { from: "12:00", to: "21:00", outside: "skip" } } })).toBe("skip send_window");
    expect(says({ document: { quietHours: "skip" }, ...quiet, now: Date.UTC(2026, 0, 15, 22) })).toBe("skip quiet_hours");
    expect(says({ ...quiet, document: { sendWindow: { from: "22:00", to: "23:00" } } })).toBe("skip send_window");
  });

  test("quiet hours do not concern transactional messages, nor campaigns that ignore them", () => {
    const atNight = { ...quiet, now: Date.UTC(2026, 0, 15, 22) };
    expect([says({ ...atNight, document: { purpose: "transactional" } }), says({ ...atNight, document: { quietHours: "ignore" } })]).toEqual(["send", "send"]);
  });

  test("a change of the workspace's quiet hours counts at once", () => {
    const document: Partial<CampaignDocument> = {};
    expect([
      says({ document, rules: { quietHours: { from: "09:00", to: "11:00" } } }),
      says({ document, rules: { quietHours: { from: "09:00", to: "12:00" } } }),
    ]).toEqual(["hold quiet_hours 2026-01-15T11:00", "hold quiet_hours 2026-01-15T12:00"]);
  });
});

describe("frequency caps", () => {
  test("skip, or put off to when there is room and the window is open", () => {
    const defer = { frequencyCaps: [{ max: 1, per: { rolling: "P1D" }, over: "defer" }] } as const;
    expect([says(full), says({ ...full, rules: defer })]).toEqual(["skip frequency_cap", "hold frequency_cap 2026-01-16T09:00"]);
    expect(says({ ...full, rules: defer, document: { sendWindow: { from: "10:00", to: "12:00" } } })).toBe("hold frequency_cap 2026-01-16T10:00");
  });

  test("show the cap and what filled it", () => {
    expect(judge(full).facts).toEqual({
      caps: [
        {
          cap: "at most 1 message in any 1 day",
          max: 1,
          count: 1,
          filled_by: [{ send: "s-1", campaign: "c-2", at: "2026-01-15T09:00:00.000Z" }],
          free_at: "2026-01-16T09:00:00.000Z",
        },
      ],
      free_at: "2026-01-16T09:00:00.000Z",
    });
  });

  test("do not stop important or transactional messages", () => {
    const settings: Partial<CampaignDocument>[] = [{ frequencyCaps: "override" }, { frequencyCaps: "override_uncounted" }, { purpose: "transactional" }];
    expect(settings.map((document) => says({ ...full, document }))).toEqual(["send", "send", "send"]);
  });

  test("do not count the send's own slot when it is judged again", () => {
    expect(says({ ...full, question: { sendId: "s-1" } })).toBe("send");
  });
});

describe("holdout", () => {
  const held = { document: { holdout: 10 }, question: { holdoutShares: { campaign: 9.99, programme: 50 } } } as const;

  test("is judged to the end, so that both arms are alike", () => {
    expect(says(held)).toBe("send (holdout)");
    expect(says({ ...held, document: { ...held.document, ...night.document } })).toBe("hold send_window 2026-01-15T12:00");
    expect(says({ ...held, profile: unsubscribed })).toBe("skip no_consent");
  });

  test("of the campaign and of the whole programme, each by its own share", () => {
    expect(says({ document: { holdout: 10 }, question: { holdoutShares: { campaign: 10, programme: 0 } } })).toBe("send");
    expect(says({ rules: { holdout: 5 }, question: { holdoutShares: { campaign: 99, programme: 4 } } })).toBe("send (holdout)");
  });

  test("does not concern transactional messages", () => {
    expect(says({ ...held, document: { holdout: 100, purpose: "transactional" } })).toBe("send");
  });
});

import {
  asTold,
  type Course,
  DAY,
  type DecisionOutcome,
  type Definitions,
  deriveId,
  type Event,
  INTERNAL,
  type Instant,
  type JourneyDocument,
  type JsonObject,
  LIFE_CYCLE,
  type Membership,
  membershipKey,
  messagesOf,
  newProfile,
  type Profile,
  type ProfileState,
  playTestRun,
  type TestHappening,
  type TestRun,
  type TestSend,
  zoneOf,
} from "@beckon/core";
import type { Db } from "../../store/db.ts";
import { addressesOf, readPeople } from "../../store/profiles.ts";
import { localTime } from "../explainWords.ts";
import { localeOf, type MessageCopy, type MessageDesk, type WrittenMessage } from "../messageDesk.ts";
import { emailOf, nameOf } from "../profileReader.ts";
import { Refusal } from "../refusal.ts";
import { definitionsOfNow, readStanding, withCampaigns } from "../standing.ts";
import { placeWords, titleOfStep } from "./pathWords.ts";

export interface TestQuestion {
  readonly workspaceId: number;
  readonly document: JourneyDocument;
  readonly person: TestedPerson;
  readonly start: Instant;
  readonly days: number;
  readonly happenings: readonly TestHappening[];
}

/** Somebody who is there, by their id, or somebody made up. */
export interface TestedPerson {
  readonly profileId?: string | undefined;
  readonly email?: string | null | undefined;
  readonly attributes?: JsonObject | undefined;
  readonly consent?: Partial<Profile["consent"]> | undefined;
  readonly segments?: readonly string[] | undefined;
  readonly chance?: number | undefined;
}

export interface ToldLine {
  readonly at: Instant;
  readonly local: string;
  readonly kind: "happening" | "decision" | "effect";
  readonly step: string | null;
  readonly title: string;
  readonly sentence: string;
  readonly message: { readonly copy: MessageCopy; readonly written: WrittenMessage } | null;
}

export interface ToldRun {
  readonly person: { readonly id: string; readonly name: string | null; readonly email: string | null };
  readonly timeZone: string;
  readonly end: Instant;
  readonly entered: boolean;
  readonly lines: readonly ToldLine[];
  readonly waits: readonly { readonly step: string | null; readonly title: string; readonly until: Instant | null; readonly local: string | null }[];
  /** Attributes that it would have set. */
  readonly changed: JsonObject;
}

/** Of a message they say what its journey says as well. */
const ITS_JOURNEYS: ReadonlySet<DecisionOutcome> = new Set(["entered", "converted"]);
/** A journey sends no more to anybody whom one wants to look at. */
const MESSAGES_MAX = 40;
const RUN_ID = "00000000-0000-7000-8000-000000000000";

/** Lets one person go through a draft, and tells it line by line with the messages as they would look. Nothing is written. */
export async function runTest(db: Db, messages: MessageDesk, question: TestQuestion): Promise<ToldRun> {
  const { workspaceId, document, start, days, happenings } = question;
  const { life: _life, holdout: _holdout, ...running } = document;
  const course: Course<JourneyDocument> = { id: RUN_ID, workspaceId, version: 1, status: "live", document: running };
  const { state, definitions } = await begin(db, question, course);
  refuseUnknown(happenings, definitions);
  const run = playTestRun(state, course, definitions, { start, until: start + days * DAY, happenings });
  const timeZone = zoneOf(state.profile.attributes, state.profile.lastTimeZone, state.profile.lastCountry, definitions.workspace.timeZone);
  const written = await writeAll(messages, workspaceId, course, state, run, timeZone);
  const { attributes } = state.profile;
  return {
    person: { id: state.profile.id, name: nameOf(attributes), email: state.addresses["email"] ?? emailOf(attributes, []) },
    timeZone,
    end: run.end,
    entered: run.decisions.some(({ outcome, campaignId }) => outcome === "entered" && campaignId === course.id),
    lines: linesOf(run, question, course, timeZone, written),
    waits: run.inside.map(({ walk, dueAt }) => ({
      step: walk?.step ?? null,
      title: walk ? titleOfStep(course, walk.step) : "",
      until: dueAt,
      local: dueAt === null ? null : localTime(dueAt, timeZone),
    })),
    changed: Object.fromEntries(Object.entries(run.profile.attributes).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(attributes[name]))),
  };
}

/** The person at the start, and the workspace with the draft alone in it. */
async function begin(
  db: Db,
  { person, workspaceId, start, happenings }: TestQuestion,
  course: Course,
): Promise<{ readonly state: ProfileState; readonly definitions: Definitions }> {
  const told = happenings.flatMap((happening) => ("segment" in happening ? [happening.segment] : "stage" in happening ? [LIFE_CYCLE] : []));
  if (person.profileId === undefined) {
    const definitions = alone(await definitionsOfNow(db, workspaceId), course, [...told, ...(person.segments ?? [])]);
    return { state: madeUp(person, workspaceId, start, definitions), definitions };
  }
  const stored = (await readPeople(db, [person.profileId])).get(person.profileId);
  if (!stored?.profile || stored.profile.workspaceId !== workspaceId)
    throw new Refusal("not_found", { what: "profile", id: person.profileId }, "body.person.profileId");
  const standing = await readStanding(db, stored.profile);
  const profile = { ...stored.profile, session: null, dateTimers: {} };
  const addresses = addressesOf(profile.attributes, stored.emails);
  return { state: { ...standing.state, profile, addresses, enrollments: new Map() }, definitions: alone(standing.definitions, course, told) };
}

/** Nothing else is live, nobody is held out, and these segments go by what is told. */
function alone(definitions: Definitions, course: Course, told: readonly string[]): Definitions {
  const { workspace, segments } = definitions;
  const byKey = new Map([...segments.byKey].map(([key, segment]) => [key, told.includes(key) ? asTold(segment) : segment]));
  return withCampaigns({ ...definitions, workspace: { ...workspace, holdout: 0 }, segments: { ...segments, byKey } }, [course]);
}

function madeUp(
  { email = "someone@example.com", attributes = {}, consent = {}, segments = [], chance = 0 }: TestedPerson,
  workspaceId: number,
  start: Instant,
  definitions: Definitions,
): ProfileState {
  const nobody = newProfile(deriveId(start, "test-run", String(chance)), workspaceId, start);
  const attributeTimes = Object.fromEntries(Object.keys(attributes).map((name) => [name, start]));
  const memberships = segments.flatMap((key): [string, Membership][] => {
    const segment = definitions.segments.byKey.get(key);
    if (!segment) throw new Refusal("not_found", { what: "segment", id: key }, "body.person.segments");
    const { id: segmentId, version } = segment;
    return [[membershipKey({ segmentId, version }), { segmentId, version, member: true, since: start, timerAt: null }]];
  });
  return {
    profile: { ...nobody, attributes, attributeTimes, consent: { channels: consent.channels ?? {}, topics: consent.topics ?? {} } },
    enrollments: new Map(),
    addresses: email === null ? {} : { email },
    memberships: new Map(memberships),
    isNew: true,
  };
}

function refuseUnknown(happenings: readonly TestHappening[], { segments }: Definitions): void {
  for (const happening of happenings) {
    const key = "segment" in happening ? happening.segment : "stage" in happening ? LIFE_CYCLE : null;
    if (key !== null && !segments.byKey.has(key))
      throw new Refusal("not_found", { what: key === LIFE_CYCLE ? "life cycle" : "segment", id: key }, "body.happenings");
  }
}

type Written = ReadonlyMap<string, NonNullable<ToldLine["message"]>>;

/** Each message as it would look to the person as they were then, by its passage. */
async function writeAll(
  messages: MessageDesk,
  workspaceId: number,
  course: Course<JourneyDocument>,
  state: ProfileState,
  run: TestRun,
  timeZone: string,
): Promise<Written> {
  const documents = new Map(messagesOf(course).map(({ id, document }) => [id, document]));
  const written = new Map<string, NonNullable<ToldLine["message"]>>();
  for (const send of run.sends.slice(0, MESSAGES_MAX)) {
    const document = documents.get(send.campaignId);
    if (document) written.set(send.enrollmentId, await messages.previewFor(workspaceId, document, readerOf(send, state, run, timeZone)));
  }
  return written;
}

function readerOf(
  { at, profile, enrollmentId, campaignId }: TestSend,
  { addresses }: ProfileState,
  { entries }: TestRun,
  timeZone: string,
): Parameters<MessageDesk["previewFor"]>[2] {
  const entry = entries.get(enrollmentId);
  const email = addresses["email"] ?? null;
  return {
    campaignId,
    profile: { id: profile.id, name: nameOf(profile.attributes), email, attributes: profile.attributes, identifiers: email === null ? {} : { email: [email] } },
    event: { id: null, name: entry?.name ?? "", at: entry?.at ?? at, properties: entry?.properties ?? {} },
    locale: localeOf(profile.attributes),
    timeZone,
    now: at,
  };
}

/** In the order in which it happened; at one instant what was made to happen comes first. */
function linesOf(run: TestRun, { happenings, document }: TestQuestion, course: Course, timeZone: string, written: Written): ToldLine[] {
  const line = (at: Instant, kind: ToldLine["kind"], words: { readonly title: string; readonly sentence: string }, more: Partial<ToldLine> = {}): ToldLine => ({
    at,
    local: localTime(at, timeZone),
    kind,
    step: null,
    message: null,
    ...words,
    ...more,
  });
  const stepOf = new Map(messagesOf(course as Course<JourneyDocument>).map(({ id, partOf }) => [id, partOf?.step ?? null]));
  const decided = run.decisions.flatMap((decision): ToldLine[] => {
    const isOwn = decision.campaignId === course.id;
    if (decision.outcome === "cleared" || (!isOwn && ITS_JOURNEYS.has(decision.outcome))) return [];
    const step = isOwn ? (typeof decision.facts["step"] === "string" ? decision.facts["step"] : null) : (stepOf.get(decision.campaignId) ?? null);
    const message = decision.outcome === "sent" ? (written.get(decision.enrollmentId ?? "") ?? null) : null;
    return [
      line(
        decision.at,
        "decision",
        placeWords({ decision, step, other: null }, course, timeZone, () => ""),
        { step, message },
      ),
    ];
  });
  const effects = run.events.flatMap((event) => {
    const words = effectWords(event, document);
    return words ? [line(event.at, "effect", words, { step: typeof event.properties["step"] === "string" ? event.properties["step"] : null })] : [];
  });
  return [...happenings.map((happening) => line(happening.at, "happening", happeningWords(happening))), ...decided, ...effects].sort((a, b) => a.at - b.at);
}

function happeningWords(happening: TestHappening): { readonly title: string; readonly sentence: string } {
  if ("segment" in happening)
    return { title: happening.member ? "Comes into a segment" : "Leaves a segment", sentence: `“${happening.segment}”, as you said.` };
  if ("stage" in happening) return { title: "Moves to another stage", sentence: `“${happening.stage}”, as you said.` };
  const properties = Object.keys(happening.properties ?? {}).length === 0 ? "" : ` with ${JSON.stringify(happening.properties)}`;
  return { title: `“${happening.event}” happens`, sentence: `As you said${properties}.` };
}

/** What the run would have done beside messages, where it did. */
function effectWords({ kind, name, properties, attributes }: Event, { key }: JourneyDocument): { readonly title: string; readonly sentence: string } | null {
  if (kind !== "internal" || properties["journey"] !== key) return null;
  if (name === INTERNAL.taskCreated) return { title: "Would create a task", sentence: `“${String(properties["title"] ?? "")}”` };
  if (name === INTERNAL.attributesChanged) return { title: "Would set attributes", sentence: JSON.stringify(attributes ?? {}) };
  if (name === INTERNAL.consentChanged) return { title: "Would change consent", sentence: "As the step says." };
  return null;
}

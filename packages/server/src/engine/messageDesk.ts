import {
  addressFor,
  type CampaignDocument,
  type ConditionNode,
  type ContentBlock,
  type ContentBlocks,
  campaignAround,
  DAY,
  type Instant,
  type JsonObject,
  judgeCondition,
  type MessageContent,
  type Problem,
  type Profile,
  type ProviderAnswer,
  placeInBlock,
  zoneOf,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import { readCampaign } from "../store/campaigns.ts";
import type { Db } from "../store/db.ts";
import { newestEvents } from "../store/eventFeed.ts";
import { identitiesOf } from "../store/identities.ts";
import { idsOfPerson, newestSeenProfile } from "../store/profileSearch.ts";
import { readPeople } from "../store/profiles.ts";
import { type EventRow, eventById, eventsOfPerson } from "../store/timeline.ts";
import { readWorkspace, type WorkspaceRow } from "../store/workspaces.ts";
import { asContentBlocks, blocksFor } from "./contentBlocks.ts";
import { documentOf } from "./courseDesk.ts";
import { readDocument } from "./documentCheck.ts";
import { triggerEventOf } from "./explainTrigger.ts";
import { emailOf, nameOf } from "./profileReader.ts";
import { Refusal } from "./refusal.ts";

/** Which message, as whom, about what: as a preview is asked for. */
export interface CopyRequest {
  readonly document?: unknown;
  readonly campaignId?: string | undefined;
  readonly profileId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly event?: { readonly name: string; readonly properties: JsonObject } | undefined;
  readonly locale?: string | undefined;
}

/** One person's copy of a message, ready to be written. */
export interface MessageCopy {
  readonly workspace: WorkspaceRow;
  readonly document: CampaignDocument;
  /** The content blocks that its message names, as they are published now. */
  readonly blocks: ContentBlocks;
  readonly campaignId: string | null;
  readonly profile: {
    readonly id: string;
    readonly name: string | null;
    readonly email: string | null;
    readonly attributes: JsonObject;
    readonly identifiers: { readonly [kind: string]: readonly string[] };
  };
  readonly event: { readonly id: string | null; readonly name: string; readonly at: Instant; readonly properties: JsonObject };
  readonly locale: string | null;
  readonly timeZone: string;
  readonly now: Instant;
}

/** A message as one person would see it, however unfinished. */
export interface WrittenMessage {
  readonly content: MessageContent;
  readonly aborted: string | null;
  readonly missing: readonly string[];
  readonly problems: readonly Problem[];
}

/** How a test went: `detail` in a sentence, and what was answered where the channel keeps it. */
export interface TestOutcome {
  readonly ok: boolean;
  readonly detail: string;
  readonly answer?: ProviderAnswer;
}

/** Writes messages without recording anything: the templates and the channels, handed in. */
export interface MessageWriter {
  preview(copy: MessageCopy): Promise<WrittenMessage>;
  /** Hands it to its channel, for `to`. */
  test(copy: MessageCopy, to: string): Promise<TestOutcome>;
}

/** How long ago somebody may have been seen to stand for "anybody" in a preview. */
const SEEN_LATELY = 30 * DAY;

/** So many of the newest events are looked through for one that fits. */
const LOOKED_AT = 50;

type Facts = Pick<Profile, "attributes" | "consent">;
const NOBODYS_FACTS: Facts = { attributes: {}, consent: { channels: {}, topics: {} } };

/** Shows messages as one person would get them, and sends tests. */
export class MessageDesk {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #writer: MessageWriter;

  constructor(db: Db, clock: Clock, writer: MessageWriter) {
    this.#db = db;
    this.#clock = clock;
    this.#writer = writer;
  }

  async preview(workspaceId: number, request: CopyRequest): Promise<{ readonly copy: MessageCopy; readonly written: WrittenMessage }> {
    const copy = await this.#copyFor(workspaceId, request);
    return { copy, written: await this.#writer.preview(copy) };
  }

  /** A message for somebody who is described, and may not be there at all. */
  async previewFor(
    workspaceId: number,
    document: CampaignDocument,
    reader: Omit<MessageCopy, "workspace" | "document" | "blocks">,
  ): Promise<{ readonly copy: MessageCopy; readonly written: WrittenMessage }> {
    const workspace = await readWorkspace(this.#db, workspaceId);
    if (!workspace) throw new Refusal("not_found", { what: "workspace", id: workspaceId });
    const copy = { ...reader, workspace, document, blocks: asContentBlocks(await blocksFor(this.#db, workspaceId, document.message)) };
    return { copy, written: await this.#writer.preview(copy) };
  }

  /** A content block as it would stand in a mail. */
  async previewBlock(
    workspaceId: number,
    block: ContentBlock,
    request: Omit<CopyRequest, "document" | "campaignId">,
  ): Promise<{ readonly copy: MessageCopy; readonly written: WrittenMessage }> {
    const copy = await this.#copyOf(workspaceId, campaignAround(block), request);
    const written = await this.#writer.preview(copy);
    return { copy, written: { ...written, problems: written.problems.map((problem) => ({ ...problem, path: placeInBlock(problem.path) })) } };
  }

  /** @throws Refusal `message_not_rendered`, `test_send_failed` */
  async testSend(workspaceId: number, request: CopyRequest, given: string | undefined): Promise<TestOutcome & { readonly to: string }> {
    const copy = await this.#copyFor(workspaceId, request);
    // Where the document itself says where it goes, nobody need say it.
    const to = given ?? addressFor(copy.document.message, {});
    if (to === null) throw new Refusal("validation_failed", { problem: "Give the address that the test goes to." }, "body.to");
    const written = await this.#writer.preview(copy);
    const error = written.problems.find((problem) => problem.severity === "error");
    if (error) throw new Refusal("message_not_rendered", { problem: error.message }, error.path);
    if (written.aborted !== null) throw new Refusal("message_not_rendered", { problem: `The message stops itself for this person: ${written.aborted}` });
    const [hole] = written.missing;
    if (hole !== undefined && copy.document.message.onMissing !== "send") {
      throw new Refusal("message_not_rendered", {
        problem: `${hole} has no value for this person and event, so the message would be skipped. Choose others, or give it a default.`,
      });
    }
    const result = await this.#writer.test(copy, to);
    // An answer is worth seeing, also where it is a no.
    if (!result.ok && !result.answer) throw new Refusal("test_send_failed", { problem: result.detail });
    return { ...result, to };
  }

  async #copyFor(workspaceId: number, request: CopyRequest): Promise<MessageCopy> {
    return this.#copyOf(workspaceId, await this.#documentFor(workspaceId, request), request);
  }

  async #copyOf(workspaceId: number, document: CampaignDocument, request: CopyRequest): Promise<MessageCopy> {
    const workspace = await readWorkspace(this.#db, workspaceId);
    if (!workspace) throw new Refusal("not_found", { what: "workspace", id: workspaceId });
    const now = this.#clock.now();
    const asked = await this.#withoutNames(workspaceId, request, document, now);
    const profile = await this.#profileFor(workspaceId, asked);
    return {
      workspace,
      document,
      blocks: asContentBlocks(await blocksFor(this.#db, workspaceId, document.message)),
      campaignId: request.campaignId ?? null,
      profile: await this.#described(profile),
      event: await this.#eventFor(workspaceId, asked, document, profile, now),
      locale: request.locale ?? localeOf(profile.attributes),
      timeZone: zoneOf(profile.attributes, profile.lastTimeZone, profile.lastCountry, workspace.settings.timeZone),
      now,
    };
  }

  async #documentFor(workspaceId: number, { document, campaignId }: CopyRequest): Promise<CampaignDocument> {
    if (document !== undefined) return readDocument(document);
    if (campaignId === undefined) throw new Refusal("validation_failed", { problem: "Give a `document` or a `campaignId`." }, "body.document");
    const campaign = await readCampaign(this.#db, workspaceId, campaignId);
    if (!campaign) throw new Refusal("not_found", { what: "campaign", id: campaignId });
    return documentOf(campaign);
  }

  /** Where nobody and nothing is named: whoever did last what the campaign waits for, because of that very event. */
  async #withoutNames(workspaceId: number, request: CopyRequest, document: CampaignDocument, now: Instant): Promise<CopyRequest> {
    const name = triggerEventOf(document.trigger);
    if (request.profileId !== undefined || request.eventId !== undefined || request.event || name === null) return request;
    const newest = fitting(document, await newestEvents(this.#db, workspaceId, { name, limit: LOOKED_AT }), NOBODYS_FACTS, now);
    return newest ? { ...request, profileId: newest.profileId, eventId: newest.id } : request;
  }

  async #profileFor(workspaceId: number, { profileId, eventId }: CopyRequest): Promise<Profile> {
    const event = profileId === undefined && eventId !== undefined ? await eventById(this.#db, workspaceId, eventId) : null;
    const id = profileId ?? event?.profileId ?? (await newestSeenProfile(this.#db, workspaceId, this.#clock.now() - SEEN_LATELY));
    if (id === null) throw new Refusal("nobody_to_preview");
    const person = (await readPeople(this.#db, [id])).get(id);
    if (!person?.profile || person.profile.workspaceId !== workspaceId) throw new Refusal("not_found", { what: "profile", id });
    return person.profile;
  }

  async #described(profile: Profile): Promise<MessageCopy["profile"]> {
    const identifiers: { [kind: string]: string[] } = {};
    const found = [...(await identitiesOf(this.#db, [profile.id]))].reverse();
    for (const { kind, value } of found) {
      const values = identifiers[kind] ?? [];
      identifiers[kind] = [...values, value];
    }
    return {
      id: profile.id,
      name: nameOf(profile.attributes),
      email: emailOf(profile.attributes, identifiers.email ?? []),
      attributes: profile.attributes,
      identifiers,
    };
  }

  /** The event asked for, else the person's newest one that the trigger waits for, else one without properties. */
  async #eventFor(workspaceId: number, request: CopyRequest, document: CampaignDocument, profile: Profile, now: Instant): Promise<MessageCopy["event"]> {
    if (request.event) return { id: null, at: now, ...request.event };
    if (request.eventId !== undefined) {
      const event = await eventById(this.#db, workspaceId, request.eventId);
      if (!event) throw new Refusal("not_found", { what: "event", id: request.eventId });
      return { id: event.id, name: event.name, at: event.at, properties: event.properties };
    }
    const name = triggerEventOf(document.trigger);
    const ids = await idsOfPerson(this.#db, workspaceId, profile.id);
    const events = name === null ? [] : await eventsOfPerson(this.#db, ids, { names: [name], others: false, known: [] }, null, LOOKED_AT);
    const last = fitting(document, events, profile, now);
    return last ? { id: last.id, name: last.name, at: last.at, properties: last.properties } : { id: null, name: name ?? "", at: now, properties: {} };
  }
}

/** The first of the events that the trigger's own conditions let through; where none is, the first of all: better than nothing to look at. */
function fitting(document: CampaignDocument, events: readonly EventRow[], facts: Facts, now: Instant): EventRow | undefined {
  const { where } = document.trigger as { readonly where?: ConditionNode };
  if (where === undefined) return events[0];
  const subject = { ...facts, entry: null, country: null, now, timeZone: "UTC" };
  return events.find(({ properties }) => judgeCondition(where, { ...subject, properties }).holds) ?? events[0];
}

export function localeOf(attributes: JsonObject): string | null {
  const stated = attributes.locale ?? attributes.language;
  return typeof stated === "string" && stated !== "" ? stated : null;
}

import { BUCKETS, bucketOf, type CampaignChange, type CourseDocument, isJourney, MINUTE, triggerKindOf } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import {
  type CampaignChangeRow,
  finishChange,
  nextChangeAt,
  noteTold,
  type Place,
  peopleAwaitingSegments,
  peopleInside,
  peopleWithAttributes,
  takeDueChange,
} from "../store/campaignChanges.ts";
import type { Db, Query } from "../store/db.ts";
import { readLaunchedCourses } from "../store/definitions.ts";
import { putInInbox } from "../store/inbox.ts";
import { lockBuckets } from "../store/leases.ts";
import { AuditLog, bySystem } from "./auditLog.ts";
import { Loop, type Service } from "./service.ts";

export interface CampaignStarterOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Told which buckets have new rows. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
  readonly onError: (error: unknown) => void;
  /** People told in one transaction. */
  readonly chunk?: number;
}

const CHUNK = 500;
/** Another process may note a change without telling us. */
const POLL_MS = MINUTE / 60;
const ALL_BUCKETS = Array.from({ length: BUCKETS }, (_, bucket) => bucket);

/**
 * Tells people what a change of a campaign means for them, each by an input of his own: a launch arms the dates of all who
 * have one, and may move those inside or let them go, a resume lets the held go on, a segment filled anew lets those who wait for it look again, a stop or an end lets those inside leave, at the exact instant. People are told
 * in chunks whose place is kept in the same transaction, so whoever dies is continued and nobody is told twice.
 */
export class CampaignStarter implements Service {
  readonly #options: CampaignStarterOptions;
  readonly #loop: Loop;

  constructor(options: CampaignStarterOptions) {
    this.#options = options;
    this.#loop = new Loop({ round: () => this.#round(), onError: options.onError });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** A change was noted just now. */
  wake(): void {
    this.#loop.wake();
  }

  /** Tells one chunk. @returns whether there was a change to tell */
  async runOnce(): Promise<boolean> {
    const { db, clock, wake } = this.#options;
    const told = await db.transaction(async (tx) => {
      const change = await takeDueChange(tx, clock.now());
      return change === null ? null : this.#tell(tx, change);
    });
    if (told !== null && told.length > 0) wake(new Set(told.map((place) => place.bucket)));
    return told !== null;
  }

  async #round(): Promise<number> {
    if (await this.runOnce()) return 0;
    const next = await nextChangeAt(this.#options.db);
    return next === null ? POLL_MS : Math.max(0, Math.min(POLL_MS, next - this.#options.clock.now()));
  }

  async #tell(tx: Query, change: CampaignChangeRow & { readonly told: Place }): Promise<Place[]> {
    const now = this.#options.clock.now();
    // Batches that began before the change was made still judge by what was before it. This waits for them, once.
    if (change.told.bucket < 0) {
      await lockBuckets(tx, "", [], ALL_BUCKETS);
      await this.#tellOfEnd(tx, change);
    }
    const limit = this.#options.chunk ?? CHUNK;
    const people = await this.#peopleOf(tx, change, limit);
    const { campaignId, version, at } = change;
    await putInInbox(
      tx,
      people.map(({ profileId }) => ({
        id: newId(now),
        workspaceId: change.workspaceId,
        profileId,
        kind: "campaign",
        body: { campaignId, version, change: change.change, at },
        acceptedAt: now,
      })),
    );
    const last = people.at(-1);
    if (last) await noteTold(tx, change.id, { bucket: bucketOf(last.profileId), profileId: last.profileId }, people.length);
    if (people.length < limit) await finishChange(tx, change.id, now);
    return people;
  }

  /** Nobody presses a button when a campaign's time is over. */
  async #tellOfEnd(tx: Query, { workspaceId, campaignId, version, change }: CampaignChangeRow): Promise<void> {
    const campaign = change === "ended" ? (await readLaunchedCourses(tx, workspaceId)).find(({ id }) => id === campaignId) : undefined;
    if (campaign?.version !== version) return;
    const kind = isJourney(campaign) ? "journey" : "campaign";
    const sentence = `ended the ${kind} ${campaign.document.name}: its time was over`;
    await new AuditLog(tx, this.#options.clock).tell(bySystem(workspaceId, "endCampaign", sentence, { kind, id: campaignId }));
  }

  async #peopleOf(tx: Query, change: CampaignChangeRow & { readonly told: Place }, limit: number): Promise<Place[]> {
    const { campaignId, workspaceId, told } = change;
    if (change.change === "refilled") return peopleAwaitingSegments(tx, campaignId, told, limit);
    if (FOR_ALL_INSIDE.has(change.change)) return peopleInside(tx, campaignId, told, limit);
    const campaign = (await readLaunchedCourses(tx, workspaceId)).find(({ id }) => id === campaignId);
    // A later launch has its own line, with its own end.
    if (!campaign || campaign.version !== change.version) return [];
    if (change.change === "ended") return peopleInside(tx, campaignId, told, limit);
    const attributes = dateAttributes(campaign.document);
    return attributes.length === 0 ? [] : peopleWithAttributes(tx, workspaceId, campaignId, attributes, told, limit);
  }
}

/** Told to everybody inside, whatever was launched since. */
const FOR_ALL_INSIDE: ReadonlySet<CampaignChange> = new Set(["resumed", "stopped", "moved", "replaced"]);

/** Attributes that hold the dates of a date trigger, with the first step of a dotted path. */
function dateAttributes({ trigger }: CourseDocument): string[] {
  const kind = triggerKindOf(trigger);
  if (!kind.nextTimer) return [];
  return [...new Set((kind.attributes?.(trigger) ?? []).flatMap((name) => [name, name.split(".")[0] ?? name]))];
}

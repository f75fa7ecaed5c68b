import { bucketOf, type CampaignDocument, type RenderedEmail, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import {
  deleteCampaignWhole,
  deleteProfiles,
  deleteSampleAddresses,
  deleteSampleNote,
  deleteTraces,
  eventsByName,
  forgetAttributesOfNobody,
  mergedInto,
  readSampleNote,
  type SampleNote,
  sampleCampaigns,
  sampleProfiles,
  uncountEvents,
  writeSampleNote,
} from "../store/sampleData.ts";
import { queueFigures } from "../store/statusFigures.ts";
import type { CampaignDesk } from "./campaignDesk.ts";
import type { IdentityResolver } from "./identityResolver.ts";

/** The shop itself, as the desk drives it. */
export interface SampleShopDriver {
  readonly events: number;
  readonly running: boolean;
  tellPast(progress: (told: number) => void): Promise<void>;
  tellRecent(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  mailed(mail: RenderedEmail): void;
}

export interface SampleShopDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly workspaceId: number;
  readonly campaignDesk: CampaignDesk;
  readonly resolver: Pick<IdentityResolver, "forget">;
  /** Writes what the registry has counted, so that it can be taken out again. */
  flushRegistry(): Promise<void>;
  open(settings: { readonly run: string; readonly seed: number; readonly people: number }): Promise<SampleShopDriver>;
  readonly live: readonly CampaignDocument[];
  readonly drafts: readonly CampaignDocument[];
  readonly people: number;
  readonly onError: (error: unknown) => void;
}

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly step: string;
}

export interface SampleShopState {
  readonly state: "absent" | "loading" | "loaded" | "removing";
  readonly progress: Progress | null;
  readonly streaming: boolean;
  readonly people: number;
  readonly loadedAt: number | null;
  readonly kept: number;
  readonly problem: string | null;
}

const SEED = 20_261_124;
const BY = "Sample shop";
/** So long the workers are waited for; what they have not done by then, they do later. */
const PATIENCE_MS = 30 * SECOND;
const LOOK_AGAIN_MS = 100;
/** A message that was just going out may still say what became of it: so often the removal looks for rests. */
const ROUNDS_MAX = 3;

/** Loads the sample shop, keeps its visitors coming, and removes it whole. One thing at a time; whoever asks meanwhile sees how far it is. */
export class SampleShopDesk {
  readonly #deps: SampleShopDeps;
  #shop: SampleShopDriver | null = null;
  #doing: { readonly state: "loading" | "removing"; progress: Progress } | null = null;
  #done: Promise<void> = Promise.resolve();
  #problem: string | null = null;
  #kept = 0;

  constructor(deps: SampleShopDeps) {
    this.#deps = deps;
  }

  async state(): Promise<SampleShopState> {
    const note = await readSampleNote(this.#deps.db);
    const brokenOff = note !== null && !note.whole && this.#doing === null;
    return {
      state: this.#doing?.state ?? (note ? "loaded" : "absent"),
      progress: this.#doing?.progress ?? null,
      streaming: this.#shop?.running ?? false,
      people: note?.people ?? 0,
      loadedAt: note?.loadedAt ?? null,
      kept: this.#kept,
      problem: this.#problem ?? (brokenOff ? "It was not loaded to the end. Remove it, and load it again." : null),
    };
  }

  /** Goes on where the last process has ended. */
  async resume(): Promise<void> {
    const note = await readSampleNote(this.#deps.db);
    if (note?.whole && note.streaming) await this.#start(note);
  }

  /** Begins to load, unless it is here or being loaded. */
  async load(): Promise<SampleShopState> {
    if (this.#doing === null && (await readSampleNote(this.#deps.db)) === null) this.#begin("loading", () => this.#load());
    return this.state();
  }

  async remove(): Promise<SampleShopState> {
    if (this.#doing === null) this.#begin("removing", () => this.#remove());
    return this.state();
  }

  async stream(streaming: boolean): Promise<SampleShopState> {
    const note = await readSampleNote(this.#deps.db);
    if (note?.whole && this.#doing === null) {
      await writeSampleNote(this.#deps.db, { ...note, streaming });
      if (streaming) await this.#start(note);
      else await this.#shop?.stop();
    }
    return this.state();
  }

  /** A mail to somebody of the shop was handed over. */
  mailed(mail: RenderedEmail): void {
    this.#shop?.mailed(mail);
  }

  /** Resolves when what was begun is done. */
  async finished(): Promise<void> {
    await this.#done;
  }

  async stop(): Promise<void> {
    await this.#shop?.stop();
  }

  #begin(state: "loading" | "removing", work: () => Promise<void>): void {
    this.#problem = null;
    this.#doing = { state, progress: { done: 0, total: 1, step: "Beginning" } };
    this.#done = work()
      .catch((error: unknown) => {
        this.#problem = (error as Error).message;
        this.#deps.onError(error);
      })
      .finally(() => {
        this.#doing = null;
      });
  }

  #progress(done: number, total: number, step: string): void {
    if (this.#doing) this.#doing.progress = { done, total: Math.max(1, total), step };
  }

  async #load(): Promise<void> {
    const { db, clock, people } = this.#deps;
    const now = clock.now();
    const note: SampleNote = { run: now.toString(36), seed: SEED, people, loadedAt: now, streaming: true, whole: false };
    await writeSampleNote(db, note);
    const shop = await this.#deps.open(note);
    await shop.tellPast((told) => this.#progress(told, shop.events, "Telling what happened in the last sixty days"));
    this.#progress(shop.events, shop.events, "Working it off");
    await this.#quiet();
    await this.#launchCampaigns();
    await shop.tellRecent();
    await writeSampleNote(db, { ...note, whole: true });
    this.#shop = shop;
    shop.start();
  }

  async #launchCampaigns(): Promise<void> {
    const { campaignDesk, workspaceId, live, drafts } = this.#deps;
    for (const document of live) {
      const { id } = await campaignDesk.create(workspaceId, document);
      await campaignDesk.launch(workspaceId, id, BY);
    }
    for (const document of drafts) await campaignDesk.create(workspaceId, document);
  }

  async #start(note: SampleNote): Promise<void> {
    this.#shop ??= await this.#deps.open(note);
    this.#shop.start();
  }

  async #remove(): Promise<void> {
    const { db, workspaceId, campaignDesk } = this.#deps;
    this.#progress(0, 1, "Stopping its visitors and campaigns");
    await this.#shop?.stop();
    this.#shop = null;
    for (const { id, status } of await sampleCampaigns(db, workspaceId)) if (status === "live" || status === "paused") await campaignDesk.stop(workspaceId, id);
    await this.#quiet();
    await this.#deps.flushRegistry();
    const kept = await this.#removePeople();
    await deleteSampleAddresses(db, workspaceId);
    await forgetAttributesOfNobody(db, workspaceId);
    this.#kept = kept + (await this.#removeCampaigns());
    await deleteSampleNote(db);
  }

  /** @returns how many were kept, because they have a real name, too */
  async #removePeople(): Promise<number> {
    const { db, workspaceId, resolver } = this.#deps;
    for (let round = 1; ; round += 1) {
      const found = await sampleProfiles(db, workspaceId);
      const pure = found.filter((each) => each.pure).map(({ id }) => id);
      if (pure.length === 0 || round > ROUNDS_MAX) return found.length - pure.length;
      const ids = [...pure, ...(await mergedInto(db, pure))];
      let done = 0;
      for (const [bucket, members] of byBucket(ids)) {
        await this.#removeBucket(bucket, members);
        done += members.length;
        this.#progress(done, ids.length, "Removing its people and all that is known of them");
      }
      resolver.forget(ids);
    }
  }

  /** One bucket is one transaction: whatever stops it, nobody is half removed. Their names go last, so that a second try finds them. */
  async #removeBucket(bucket: number, ids: readonly string[]): Promise<void> {
    const { db, workspaceId } = this.#deps;
    await db.transaction(async (tx) => {
      const counts = await eventsByName(tx, bucket, ids);
      await deleteProfiles(tx, bucket, ids);
      await uncountEvents(tx, workspaceId, new Map(counts.map(({ name, count }) => [name, count])));
      await deleteTraces(tx, ids);
    });
  }

  /** @returns how many were kept, because somebody real is or was in them */
  async #removeCampaigns(): Promise<number> {
    const { db, workspaceId, campaignDesk } = this.#deps;
    let kept = 0;
    for (const { id, status, entered } of await sampleCampaigns(db, workspaceId)) {
      if (!entered) await db.transaction((tx) => deleteCampaignWhole(tx, id));
      else {
        kept += 1;
        if (status !== "archived") await campaignDesk.archive(workspaceId, id);
      }
    }
    return kept;
  }

  /** Until the workers have done what waits, or the patience is over. */
  async #quiet(): Promise<void> {
    const { db, clock } = this.#deps;
    const until = clock.now() + PATIENCE_MS;
    while ((await queueFigures(db, clock.now())).depth > 0 && clock.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function byBucket(ids: readonly string[]): Map<number, string[]> {
  const buckets = new Map<number, string[]>();
  for (const id of ids) {
    const members = buckets.get(bucketOf(id));
    if (members) members.push(id);
    else buckets.set(bucketOf(id), [id]);
  }
  return buckets;
}

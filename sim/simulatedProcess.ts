import type { Clock } from "../packages/server/src/clock.ts";
import { BucketLeases } from "../packages/server/src/engine/bucketLeases.ts";
import { CampaignDesk } from "../packages/server/src/engine/campaignDesk.ts";
import { CampaignStarter } from "../packages/server/src/engine/campaignStarter.ts";
import { DefinitionsCache } from "../packages/server/src/engine/definitionsCache.ts";
import { DocumentCheck } from "../packages/server/src/engine/documentCheck.ts";
import { createIngest, type IngestService } from "../packages/server/src/engine/ingest.ts";
import { JobDesk } from "../packages/server/src/engine/jobs/jobDesk.ts";
import { JobRunner } from "../packages/server/src/engine/jobs/jobRunner.ts";
import { JOB_KINDS } from "../packages/server/src/engine/jobs/kinds.ts";
import { JourneyDesk } from "../packages/server/src/engine/journeyDesk.ts";
import type { LinkSigner } from "../packages/server/src/engine/linkSigner.ts";
import { SegmentDesk } from "../packages/server/src/engine/segmentDesk.ts";
import { type CopyToRender, type MessageRenderer, Sender } from "../packages/server/src/engine/sender.ts";
import { SendRescuer } from "../packages/server/src/engine/sendRescuer.ts";
import { Worker } from "../packages/server/src/engine/worker.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import type { FakeChannel } from "./fakeChannel.ts";
import { OneAtATime } from "./fakeChannel.ts";
import { ProcessDb } from "./processDb.ts";
import type { Random } from "./random.ts";
import type { Recorder } from "./recorder.ts";

/** All parts of one Beckon process, with the real code, on its own view of the database. */
export interface SimulatedProcess {
  readonly name: string;
  readonly db: ProcessDb;
  readonly ingest: IngestService;
  readonly desk: CampaignDesk;
  readonly journeys: JourneyDesk;
  readonly segments: SegmentDesk;
  readonly jobs: JobRunner;
  readonly leases: BucketLeases;
  readonly worker: Worker;
  readonly sender: Sender;
  readonly starter: CampaignStarter;
  readonly rescuer: SendRescuer;
}

export interface ProcessOptions {
  readonly name: string;
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  /** Rows of a batch: small ones, so that a backlog is worked off in pieces. */
  readonly batchSize: number;
  readonly channel: FakeChannel;
  readonly recorder: Recorder;
  readonly isDead: (name: string) => boolean;
  readonly onError: (error: unknown) => void;
}

export function startProcess({ name, clock, random, batchSize, channel, recorder, isDead, onError, ...rest }: ProcessOptions): SimulatedProcess {
  const db = new ProcessDb(rest.db);
  const definitions = new DefinitionsCache();
  const listening = recorder.listen();
  db.transactions = listening;
  const worker = new Worker({ db, clock, owner: name, definitions, onError, batchSize, decide: listening.decide });
  const check = new DocumentCheck(db, clock, async () => []);
  const nobody = () => {};
  const ingest = createIngest({ db, clock });
  return {
    name,
    db,
    worker,
    ingest,
    segments: new SegmentDesk({ db, clock, wake: nobody, jobs: new JobDesk({ db, clock, wake: nobody }), definitionsChanged: nobody }),
    jobs: new JobRunner({
      tools: { db, clock, ingest, resolver: ingest.resolver, hashOf: (workspaceId, kind, value) => `${workspaceId}|${kind}|${value}`, wake: nobody },
      kinds: JOB_KINDS,
      owner: name,
      isDead,
      onError,
    }),
    desk: new CampaignDesk({ db, clock, check: check.campaigns, definitionsChanged: nobody }),
    journeys: new JourneyDesk({ db, clock, check: check.journeys, definitionsChanged: nobody }),
    leases: new BucketLeases({ db, clock, name: { text: name, isDeadNeighbour: isDead }, onChange: (buckets) => worker.own(buckets), onError }),
    sender: new Sender({
      db,
      clock,
      owner: name,
      channel: new OneAtATime(channel, clock),
      definitions,
      renderer: plainRenderer,
      links: NO_LINKS,
      defaultFrom: { email: "shop@shop.example" },
      wake: nobody,
      onError,
      random: () => random.next(),
    }),
    starter: new CampaignStarter({ db, clock, wake: nobody, onError, chunk: 3 }),
    rescuer: new SendRescuer({ db, clock, isDead, wake: nobody, onReturned: nobody, onError }),
  };
}

const NO_LINKS = { linksOf: () => ({}) } as unknown as LinkSigner;

/** Templates are not what is simulated here: one in thirty aborts. */
const plainRenderer: MessageRenderer = {
  isReady: () => true,
  prepare: async () => {},
  render: (_campaignId, _version, { envelope }: CopyToRender) => {
    if (envelope.sendId.endsWith("7f")) return { outcome: "aborted", reason: "sold out" };
    const { sendId, to } = envelope;
    return {
      outcome: "rendered",
      message: {
        channel: "email",
        sendId,
        messageId: `<${sendId}@shop.example>`,
        from: { email: "shop@shop.example" },
        to,
        subject: "Hello",
        html: null,
        text: "Hello",
        headers: {},
      },
    };
  },
};

import { type CampaignDocument, type ContentBlock, type ContentBlocks, campaignSchema, checkCampaign, checkJson, type Json, type Problem } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { knownNames, propertiesOf } from "../store/campaigns.ts";
import type { Query } from "../store/db.ts";
import { readWorkspace } from "../store/workspaces.ts";
import { namedBlocks } from "./contentBlocks.ts";
import { triggerEventOf } from "./explainTrigger.ts";
import { Refusal } from "./refusal.ts";

/** What the content of a message may refer to. */
export interface MessageSurroundings {
  /** Variables that every event of the trigger has had so far, `event.total`: they need no default. */
  readonly always: ReadonlySet<string>;
  /** Names seen so far, on people and on events of the trigger. */
  readonly attributes: readonly string[];
  readonly properties: readonly string[];
  readonly blocks: ContentBlocks;
  /** Names of all that are published. */
  readonly blockNames: readonly string[];
}

/** Says what is wrong with the content of a message: Liquid, MJML, variables. Comes from the templates, which the engine does not know. */
export type MessageCheck = (document: CampaignDocument, around: MessageSurroundings) => Promise<readonly Problem[]>;

/** What is published together with a document: keys of segments, and content blocks. */
export interface Coming {
  readonly segments?: readonly string[];
  readonly blocks?: readonly ContentBlock[];
}

/** More problems than this help nobody. */
const PROBLEMS_MAX = 100;

/** Checks campaign documents with all that the workspace knows: its rules, campaigns, and the names that have arrived so far. */
export class DocumentCheck {
  readonly #db: Query;
  readonly #clock: Clock;
  readonly #checkMessage: MessageCheck;

  constructor(db: Query, clock: Clock, checkMessage: MessageCheck) {
    this.#db = db;
    this.#clock = clock;
    this.#checkMessage = checkMessage;
  }

  /**
   * Everything that is wrong with a document, worst first. Only where its shape is right is its content looked at.
   * @param coming what will be published before it is kept
   */
  async problems(workspaceId: number, document: unknown, coming: Coming = {}): Promise<Problem[]> {
    const shape = shapeProblems(document);
    if (shape.length > 0) return shape.slice(0, PROBLEMS_MAX);
    const workspace = await readWorkspace(this.#db, workspaceId);
    const known = await knownNames(this.#db, workspaceId);
    const all = [
      ...checkCampaign(document, {
        ...known,
        segments: [...known.segments, ...(coming.segments ?? [])],
        ...(workspace ? { rules: workspace.settings } : {}),
        now: this.#clock.now(),
      }),
      ...(await this.#checkMessage(
        document as CampaignDocument,
        await this.#surroundings(workspaceId, document as CampaignDocument, known.attributes, coming.blocks),
      )),
    ];
    return all.sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error")).slice(0, PROBLEMS_MAX);
  }

  async #surroundings(
    workspaceId: number,
    { trigger, message }: CampaignDocument,
    attributes: readonly string[],
    coming?: readonly ContentBlock[],
  ): Promise<MessageSurroundings> {
    const event = triggerEventOf(trigger);
    const seen = event === null ? [] : await propertiesOf(this.#db, workspaceId, event);
    const always = seen.filter(({ isAlways }) => isAlways).flatMap(({ name }) => [`event.${name}`, `event.properties.${name}`]);
    const named = await namedBlocks(this.#db, workspaceId, message, coming);
    return { always: new Set(always), attributes, properties: seen.map(({ name }) => name), ...named };
  }
}

/** What is wrong with the shape of a document, so that it cannot even be kept as a draft. */
function shapeProblems(document: unknown): Problem[] {
  return checkJson(campaignSchema, document, campaignSchema.$defs);
}

/**
 * A document that has its shape. What else may be wrong with it keeps it from being launched, not from being saved.
 * @throws Refusal `campaign_invalid` with the first problem, and all of them in its details
 */
export function readDocument(document: unknown): CampaignDocument {
  const problems = shapeProblems(document);
  const [first] = problems;
  if (first) throw new Refusal("campaign_invalid", { problem: first.message, problems: problems as unknown as Json }, pathIn(first.path));
  return document as CampaignDocument;
}

/** Where in the request's body a part of the document stands. */
export function pathIn(path: string): string {
  return path === "" ? "body.document" : `body.document.${path}`;
}

export function firstError(problems: readonly Problem[]): Problem | null {
  return problems.find((problem) => problem.severity === "error") ?? null;
}

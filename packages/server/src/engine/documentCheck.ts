import {
  type CampaignDocument,
  type ContentBlock,
  type ContentBlocks,
  type CourseDocument,
  campaignSchema,
  checkCampaign,
  checkJourney,
  checkJson,
  type JourneyDocument,
  type Json,
  journeySchema,
  type Known,
  type Problem,
  stepKindOf,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import { type KnownNames, knownNames, propertiesOf } from "../store/campaigns.ts";
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
  /** Keys of journeys. */
  readonly journeys?: readonly string[];
  /** Keys of places. */
  readonly places?: readonly string[];
}

/** A kind of document that people enter: how it is read and checked. */
export interface CourseCheck<D extends CourseDocument> {
  /**
   * A document that has its shape. What else may be wrong with it keeps it from being launched, not from being saved.
   * @throws Refusal `campaign_invalid` with the first problem, and all of them in its details
   */
  read(document: unknown): D;
  /**
   * Everything that is wrong with a document, worst first. Only where its shape is right is its content looked at.
   * @param coming what will be published before it is kept
   */
  problems(workspaceId: number, document: unknown, coming?: Coming): Promise<Problem[]>;
}

/** More problems than this help nobody. */
const PROBLEMS_MAX = 100;

/** Checks documents of campaigns and journeys with all that the workspace knows: its rules, campaigns, and the names that have arrived so far. */
export class DocumentCheck {
  readonly #db: Query;
  readonly #clock: Clock;
  readonly #checkMessage: MessageCheck;
  readonly campaigns: CourseCheck<CampaignDocument>;
  readonly journeys: CourseCheck<JourneyDocument>;

  constructor(db: Query, clock: Clock, checkMessage: MessageCheck) {
    this.#db = db;
    this.#clock = clock;
    this.#checkMessage = checkMessage;
    this.campaigns = {
      read: readDocument,
      problems: (workspaceId, document, coming = {}) =>
        this.#problems(workspaceId, shapeProblems(document), coming, async (known) => [
          ...checkCampaign(document, known),
          ...(await this.#contentProblems(workspaceId, document as CampaignDocument, known, coming)),
        ]),
    };
    this.journeys = {
      read: (document) => readShaped<JourneyDocument>(document, journeyShape(document)),
      problems: (workspaceId, document, coming = {}) =>
        this.#problems(workspaceId, journeyShape(document), coming, async (known) => [
          ...checkJourney(document, known),
          ...(await this.#contentOfSteps(workspaceId, document as JourneyDocument, known, coming)),
        ]),
    };
  }

  async #problems(workspaceId: number, shape: readonly Problem[], coming: Coming, find: (known: Known & KnownNames) => Promise<Problem[]>): Promise<Problem[]> {
    if (shape.length > 0) return shape.slice(0, PROBLEMS_MAX);
    const workspace = await readWorkspace(this.#db, workspaceId);
    const names = await knownNames(this.#db, workspaceId);
    const all = await find({
      ...names,
      segments: [...names.segments, ...(coming.segments ?? [])],
      journeys: [...names.journeys, ...(coming.journeys ?? [])],
      places: [...names.places, ...(coming.places ?? [])],
      ...(workspace ? { rules: workspace.settings } : {}),
      now: this.#clock.now(),
    });
    return all.sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error")).slice(0, PROBLEMS_MAX);
  }

  async #contentProblems(workspaceId: number, document: CampaignDocument, { attributes }: KnownNames, coming: Coming): Promise<readonly Problem[]> {
    return this.#checkMessage(document, await this.#surroundings(workspaceId, document, attributes, coming.blocks));
  }

  /** The content of each step's message, with its place in the journey. */
  async #contentOfSteps(workspaceId: number, document: JourneyDocument, known: KnownNames, coming: Coming): Promise<Problem[]> {
    const found: Problem[] = [];
    for (const [i, step] of document.steps.entries()) {
      const message = stepKindOf(step).message?.(step, document);
      if (!message) continue;
      const problems = await this.#contentProblems(workspaceId, message, known, coming);
      found.push(...problems.map((problem) => ({ ...problem, path: `steps[${i}].${problem.path}` })));
    }
    return found;
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

function journeyShape(document: unknown): Problem[] {
  return checkJson(journeySchema, document, journeySchema.$defs);
}

/** A campaign's document that has its shape. @throws Refusal `campaign_invalid` */
export function readDocument(document: unknown): CampaignDocument {
  return readShaped<CampaignDocument>(document, shapeProblems(document));
}

/** The same of a journey. @throws Refusal `campaign_invalid` */
export function readJourneyDocument(document: unknown): JourneyDocument {
  return readShaped<JourneyDocument>(document, journeyShape(document));
}

function readShaped<D extends CourseDocument>(document: unknown, problems: readonly Problem[]): D {
  const [first] = problems;
  if (first) throw new Refusal("campaign_invalid", { problem: first.message, problems: problems as unknown as Json }, pathIn(first.path));
  return document as D;
}

/** Where in the request's body a part of the document stands. */
export function pathIn(path: string): string {
  return path === "" ? "body.document" : `body.document.${path}`;
}

export function firstError(problems: readonly Problem[]): Problem | null {
  return problems.find((problem) => problem.severity === "error") ?? null;
}

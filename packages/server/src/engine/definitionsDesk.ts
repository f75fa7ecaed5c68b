import { type CourseDocument, checkJson, diffDocuments, isObject, type Json, type JsonObject, type JsonSchema, type Place, type Problem } from "@beckon/core";
import { allCourses, type CourseRow, knownNames } from "../store/campaigns.ts";
import { allContentBlocks } from "../store/contentBlocks.ts";
import type { Db } from "../store/db.ts";
import { allSegments } from "../store/segments.ts";
import type { WorkspaceRow } from "../store/workspaces.ts";
import type { CampaignDesk } from "./campaignDesk.ts";
import { ContentBlockDefinitions } from "./contentBlockDefinitions.ts";
import { type ContentBlockDesk, documentOfBlock } from "./contentBlockDesk.ts";
import { documentOf } from "./courseDesk.ts";
import { type DefinitionKind, type GivenDefinition, invalidStep, keyOf, type PlannedChange, problem, type Step } from "./definitionStep.ts";
import type { JourneyDesk } from "./journeyDesk.ts";
import { Refusal } from "./refusal.ts";
import { isCarried, SegmentDefinitions } from "./segmentDefinitions.ts";
import type { SegmentDesk } from "./segmentDesk.ts";
import { changeWorkspace, checkNeverSend, checkSettings, type WorkspaceChange, workspaceOf } from "./setupWorkspace.ts";

export interface KeyedDefinition extends GivenDefinition {
  readonly key: string;
}

export interface PushOptions {
  /** Launch what changed; else campaigns and journeys are saved as drafts. */
  readonly launch: boolean;
  /** Archive campaigns and journeys that are not among the documents, delete those that were never launched. */
  readonly prune: boolean;
}

/** In which order kinds are written, whatever the order of the documents. */
const TURNS: { readonly [kind in DefinitionKind]: number } = { content_block: 0, segment: 1, workspace: 2, campaign: 3, journey: 4 };

/** What else is in a push, for what names it. */
interface Given {
  readonly segments: SegmentDefinitions;
  readonly blocks: ContentBlockDefinitions;
  /** Keys of journeys. */
  readonly journeys: readonly string[];
  /** Keys of places. */
  readonly places: readonly string[];
}

type CourseKind = "campaign" | "journey";
/** Both keep their documents by one code; which of the two it is, the row says. */
type AnyDesk = CampaignDesk | JourneyDesk;

/** States in which a push may make a campaign live: in the others somebody has halted it by hand. */
const LAUNCHABLE: readonly CourseRow["status"][] = ["draft", "live"];

export interface DefinitionsDeskDeps {
  readonly db: Db;
  readonly campaigns: CampaignDesk;
  readonly journeys: JourneyDesk;
  readonly segments: SegmentDesk;
  readonly contentBlocks: ContentBlockDesk;
  /** Schema of the workspace as a document. */
  readonly workspaceSchema: JsonSchema;
  /** Called after a change of the workspace's rules, to wake the workers. */
  readonly definitionsChanged: () => void;
}

/** Definitions as code: reads them all, says what documents would change, and changes it. */
export class DefinitionsDesk {
  readonly #deps: DefinitionsDeskDeps;

  constructor(deps: DefinitionsDeskDeps) {
    this.#deps = deps;
  }

  /** The workspace's rules, every content block, campaign and journey as people see it, and every segment as it is published last, by key; without what is archived. */
  async all(workspaceId: number): Promise<KeyedDefinition[]> {
    const workspace = await workspaceOf(this.#deps.db, workspaceId);
    const blocks = await allContentBlocks(this.#deps.db, workspaceId);
    const segments = await allSegments(this.#deps.db, workspaceId);
    const courses = await this.#courses(workspaceId);
    return [
      { kind: "workspace", key: "workspace", document: workspaceDocument(workspace) },
      ...blocks.map((block): KeyedDefinition => ({ kind: "content_block", key: block.key, document: asJson(documentOfBlock(block)) })),
      ...segments.filter(isCarried).map((segment): KeyedDefinition => ({ kind: "segment", key: segment.key, document: asJson(segment.published) })),
      ...courses
        .filter(({ status }) => status !== "archived")
        .map((course): KeyedDefinition => ({ kind: course.kind as CourseKind, key: course.key, document: asJson(documentOf(course)) })),
    ];
  }

  async #courses(workspaceId: number): Promise<CourseRow[]> {
    return [...(await allCourses(this.#deps.db, workspaceId, "campaign")), ...(await allCourses(this.#deps.db, workspaceId, "journey"))];
  }

  /** What a push would do, in the order of the documents, then what only the workspace has. Changes nothing. */
  async plan(workspaceId: number, definitions: readonly GivenDefinition[], options: PushOptions): Promise<PlannedChange[]> {
    return (await this.#steps(workspaceId, definitions, options)).map((step) => step.change);
  }

  /**
   * Does what `plan` says. Checked as a whole first: one invalid document and nothing is changed. Running it again finishes
   * what a crash may have interrupted.
   * @param by who pushes, for the list of versions
   * @throws Refusal `definitions_invalid`
   */
  async push(workspaceId: number, definitions: readonly GivenDefinition[], options: PushOptions, by: string): Promise<PlannedChange[]> {
    const steps = await this.#steps(workspaceId, definitions, options);
    const invalid = steps.filter((step) => step.change.action === "invalid");
    if (invalid.length > 0) throw new Refusal("definitions_invalid", { problem: sentenceOf(invalid.map((step) => step.change)) });
    await this.#addPlaces(workspaceId, definitions, by);
    for (const step of inTurn(steps)) await step.apply?.(by);
    return steps.map((step) => step.change);
  }

  /** Segments are pushed before the settings, and may name places that come with them. Places that go, go with the settings. */
  async #addPlaces(workspaceId: number, definitions: readonly GivenDefinition[], by: string): Promise<void> {
    const given = definitions.flatMap(({ kind, document }) => (kind === "workspace" ? placesIn(document) : []));
    const { places } = (await workspaceOf(this.#deps.db, workspaceId)).settings;
    const kept = places.filter(({ key }) => given.every((place) => place.key !== key));
    if (given.length === 0 || JSON.stringify([...kept, ...given]) === JSON.stringify(places)) return;
    await this.#changeWorkspace(workspaceId, { settings: { places: [...kept, ...given] } }, by);
  }

  async #changeWorkspace(workspaceId: number, change: WorkspaceChange, by: string): Promise<void> {
    await changeWorkspace(this.#deps.db, workspaceId, change, (tx, id, was, is) => this.#deps.segments.followPlaces(tx, id, was, is, by));
    this.#deps.definitionsChanged();
  }

  async #steps(workspaceId: number, definitions: readonly GivenDefinition[], options: PushOptions): Promise<Step[]> {
    const { db, segments: segmentDesk, contentBlocks } = this.#deps;
    const courses = new Map((await this.#courses(workspaceId)).map((course) => [`${course.kind} ${course.key}`, course]));
    const names = await knownNames(db, workspaceId);
    const places = definitions.flatMap(({ kind, document }) => (kind === "workspace" ? placesIn(document) : [])).map(({ key }) => key);
    const known = { ...names, places: [...names.places, ...places] };
    const segments = new SegmentDefinitions(segmentDesk, workspaceId, await allSegments(db, workspaceId), definitions, known);
    const blocks = new ContentBlockDefinitions(contentBlocks, workspaceId, await allContentBlocks(db, workspaceId), definitions);
    const journeys = definitions.flatMap(({ kind, document }) => (kind === "journey" ? [keyOf(kind, document)] : []));
    const steps: Step[] = [];
    const seen = new Set<string>();
    for (const { kind, document } of definitions) {
      const key = keyOf(kind, document);
      const repeated = seen.has(`${kind} ${key}`);
      seen.add(`${kind} ${key}`);
      if (repeated) steps.push(invalidStep(kind, key, null, [problem("key", "repeated", `The key “${key}” is given to two documents; each needs its own.`)]));
      else if (kind === "workspace") steps.push(await this.#workspaceStep(workspaceId, document, segments));
      else if (kind === "segment") steps.push(segments.step(document));
      else if (kind === "content_block") steps.push(await blocks.step(document, options.launch));
      else
        steps.push(
          await this.#courseStep(workspaceId, { kind, document }, courses.get(`${kind} ${key}`) ?? null, options.launch, {
            segments,
            blocks,
            journeys,
            places,
          }),
        );
    }
    const missing = [...courses].filter(([place, { status }]) => !seen.has(place) && status !== "archived");
    return [...steps, ...blocks.missing(), ...segments.missing(), ...missing.map(([, course]) => this.#missingStep(course, options.prune))];
  }

  #deskOf(kind: CourseKind): AnyDesk {
    return kind === "journey" ? this.#deps.journeys : this.#deps.campaigns;
  }

  async #courseStep(
    workspaceId: number,
    { kind, document }: { readonly kind: CourseKind; readonly document: JsonObject },
    course: CourseRow | null,
    wanted: boolean,
    { segments, blocks, journeys, places }: Given,
  ): Promise<Step> {
    const key = keyOf(kind, document);
    const status = course?.status ?? null;
    const desk = this.#deskOf(kind);
    const problems = await desk.check(workspaceId, document, { segments: segments.coming, blocks: blocks.coming, journeys, places });
    if (problems.some((each) => each.severity === "error")) return invalidStep(kind, key, status, problems);
    const waits = wanted ? notBeforeBuilt(segments.notYetLive(document)) : null;
    const launch = wanted && waits === null;
    if (course === null) {
      const change: PlannedChange = { kind, key, action: "create", status, launches: launch, note: waits, diff: [], problems };
      return { change, apply: (by) => this.#create(desk, workspaceId, document, launch, by) };
    }
    const launches = launch && LAUNCHABLE.includes(course.status);
    const diff = diffDocuments(asJson(compared(course, launches)), document);
    const unlaunched = launches && (course.status === "draft" || course.draft !== null);
    if (diff.length === 0 && !unlaunched)
      return { change: { kind, key, action: "unchanged", status, launches: false, note: waits, diff, problems }, apply: null };
    if (course.status === "archived") {
      return invalidStep(kind, key, status, [
        problem("key", "archived", `The ${kind} “${key}” is archived in the workspace; give this one another key, or delete the file.`),
      ]);
    }
    const note = launch && !launches ? `It is ${course.status}: the change is saved as a draft and not launched.` : waits;
    return {
      change: { kind, key, action: "update", status, launches, note, diff, problems },
      apply: async (by) => {
        await desk.save(workspaceId, course.id, document, null);
        if (launches) await this.#launch(desk, workspaceId, course.id, by);
      },
    };
  }

  async #create(desk: AnyDesk, workspaceId: number, document: JsonObject, launch: boolean, by: string): Promise<void> {
    const { id } = await desk.create(workspaceId, document);
    if (launch) await this.#launch(desk, workspaceId, id, by);
  }

  /** A draft that was brought back to what is live has nothing to launch any more. */
  async #launch(desk: AnyDesk, workspaceId: number, id: string, by: string): Promise<void> {
    const course = await desk.get(workspaceId, id);
    if (course.status === "draft" || course.draft !== null) await desk.launch(workspaceId, id, by);
  }

  #missingStep(course: CourseRow, prune: boolean): Step {
    const fate = course.version === 0 ? "deleted" : "archived";
    const note = prune ? `It is ${fate}: no document has it.` : `Only the workspace has it; with prune it would be ${fate}.`;
    const change: PlannedChange = {
      kind: course.kind as CourseKind,
      key: course.key,
      action: "missing",
      status: course.status,
      launches: false,
      note,
      diff: [],
      problems: [],
    };
    return { change, apply: prune ? () => this.#dispose(course) : null };
  }

  async #dispose({ id, workspaceId, kind, version }: CourseRow): Promise<void> {
    const desk = this.#deskOf(kind as CourseKind);
    if (version === 0) await desk.remove(workspaceId, id);
    else await desk.archive(workspaceId, id);
  }

  async #workspaceStep(workspaceId: number, document: JsonObject, segments: SegmentDefinitions): Promise<Step> {
    const workspace = await workspaceOf(this.#deps.db, workspaceId);
    const problems = await this.#workspaceProblems(workspace, document, segments.comingLists);
    if (problems.length > 0) return invalidStep("workspace", "workspace", null, problems);
    const now = workspaceDocument(workspace);
    // What a document leaves out stays as it is.
    const diff = diffDocuments(now, { ...now, ...document });
    const change: PlannedChange = {
      kind: "workspace",
      key: "workspace",
      action: diff.length === 0 ? "unchanged" : "update",
      status: null,
      launches: false,
      note: null,
      diff,
      problems,
    };
    return {
      change,
      apply: diff.length === 0 ? null : (by) => this.#changeWorkspace(workspaceId, changeIn(document), by),
    };
  }

  async #workspaceProblems(workspace: WorkspaceRow, document: JsonObject, comingLists: readonly string[]): Promise<Problem[]> {
    const problems = checkJson(this.#deps.workspaceSchema, document, {});
    if (problems.length > 0) return problems;
    try {
      const settings = { ...workspace.settings, ...changeIn(document).settings };
      checkSettings(settings);
      await checkNeverSend(this.#deps.db, workspace.id, settings, [...workspace.settings.neverSend, ...comingLists]);
      return [];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const path = (error.path ?? "").replace("body.settings.", "");
      return [
        problem(
          path,
          error.code,
          typeof error.details.problem === "string"
            ? error.details.problem.replace("body.settings.", "")
            : `${path} cannot be ${JSON.stringify(document[path])}.`,
        ),
      ];
    }
  }
}

function workspaceDocument(workspace: WorkspaceRow): JsonObject {
  return { name: workspace.name, ...(workspace.settings as unknown as JsonObject) };
}

/** Whatever the shape of the document, which is checked elsewhere. */
function placesIn({ places }: JsonObject): Place[] {
  return Array.isArray(places) ? (places as unknown as Place[]).filter((place) => isObject(place as unknown as Json) && typeof place.key === "string") : [];
}

/** The document as a change of the workspace; its shape was checked. */
function changeIn(document: JsonObject): WorkspaceChange {
  const { name, ...settings } = document;
  return { ...(typeof name === "string" ? { name } : {}), settings: settings as unknown as WorkspaceChange["settings"] };
}

/** Segments and the rules before what names them, inner segments before outer ones: where one is refused, nothing stands that needs it. */
function inTurn(steps: readonly Step[]): readonly Step[] {
  return steps.toSorted((one, other) => TURNS[one.change.kind] - TURNS[other.change.kind] || (one.place ?? 0) - (other.place ?? 0));
}

/** Why a campaign is not launched yet; null where it names no such segment. */
function notBeforeBuilt(keys: readonly string[]): string | null {
  if (keys.length === 0) return null;
  const named = keys.map((key) => `“${key}”`).join(", ");
  return `It asks for ${named}, which first has to be filled from history. It stays a draft; push again with --launch when that is done.`;
}

/** With what a document is compared: with what is live where it is to be launched, else with what people see. */
function compared(course: CourseRow, launches: boolean): CourseDocument {
  return launches ? (course.launched ?? documentOf(course)) : documentOf(course);
}

function asJson(document: unknown): JsonObject {
  return document as JsonObject;
}

function sentenceOf(invalid: readonly PlannedChange[]): string {
  const first = invalid[0]?.problems.find((each) => each.severity === "error");
  const others = invalid.length === 1 ? "" : ` ${invalid.length - 1} more ${invalid.length === 2 ? "document is" : "documents are"} invalid.`;
  const where = first === undefined || first.path === "" ? "" : ` (${first.path})`;
  return `Nothing was changed, because ${invalid[0]?.kind} “${invalid[0]?.key}”${where} is invalid: ${first?.message ?? "unknown problem."}${others}`;
}

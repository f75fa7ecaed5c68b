import { type Course, compileDefinitions, type Definitions, versionsOf } from "@beckon/core";
import type { Query } from "../store/db.ts";
import {
  builtBuckets,
  definitionVersions,
  readCourseVersions,
  readLaunchedCourses,
  readLiveComputed,
  readLiveSegments,
  readRules,
  readRunningBuild,
} from "../store/definitions.ts";
import type { DefinitionsSource } from "../store/process.ts";

interface Compiled {
  readonly version: number;
  readonly definitions: Definitions;
  /** The build of segments under way, where there is one: the only one in `definitions.building`. */
  readonly buildId: string | null;
}

/**
 * Rules, campaigns and segments of every workspace, compiled once per change. Every batch compares one number per workspace inside
 * its own transaction, so a campaign that was launched or paused holds for whatever is processed after that call returned.
 */
export class DefinitionsCache implements DefinitionsSource {
  readonly #compiled = new Map<number, Compiled>();
  /** Older versions with people inside, as far as anyone has met them: part of the definitions, and never outdated. */
  readonly #older = new Map<number, Map<string, Course>>();

  async current(tx: Query, buckets: readonly number[]): Promise<(workspaceId: number) => Definitions | undefined> {
    const current = new Map<number, Definitions>();
    for (const { workspaceId, version } of await definitionVersions(tx)) {
      const known = this.#compiled.get(workspaceId);
      const compiled = known?.version === version ? known : await this.#load(tx, workspaceId, version);
      if (compiled) current.set(workspaceId, await withBuilt(tx, compiled, buckets));
    }
    return (workspaceId) => current.get(workspaceId);
  }

  async include(tx: Query, workspaceId: number, versions: readonly { readonly campaignId: string; readonly version: number }[]): Promise<void> {
    const older = this.#olderOf(workspaceId);
    for (const course of await readCourseVersions(tx, versions)) for (const [key, part] of versionsOf(course)) older.set(key, part);
  }

  async #load(tx: Query, workspaceId: number, version: number): Promise<Compiled | null> {
    const rules = await readRules(tx, workspaceId);
    if (!rules) return null;
    const build = await readRunningBuild(tx, workspaceId);
    const published = {
      live: await readLiveSegments(tx, workspaceId),
      attributes: await readLiveComputed(tx, workspaceId),
      building: build ? [{ ...build, built: NONE }] : [],
    };
    const definitions = { ...compileDefinitions(rules, await readLaunchedCourses(tx, workspaceId), [], published), versions: this.#olderOf(workspaceId) };
    const compiled = { version, definitions, buildId: build?.id ?? null };
    // Another batch may have loaded a newer one meanwhile.
    if ((this.#compiled.get(workspaceId)?.version ?? 0) < version) this.#compiled.set(workspaceId, compiled);
    return compiled;
  }

  #olderOf(workspaceId: number): Map<string, Course> {
    const older = this.#older.get(workspaceId) ?? new Map<string, Course>();
    this.#older.set(workspaceId, older);
    return older;
  }
}

const NONE: ReadonlySet<number> = new Set();

/** A build keeps its versions in the buckets that it is through with. Asked for only while something is built. */
async function withBuilt(tx: Query, { definitions, buildId }: Compiled, buckets: readonly number[]): Promise<Definitions> {
  if (buildId === null) return definitions;
  const built = new Set(await builtBuckets(tx, buildId, buckets));
  return { ...definitions, building: definitions.building.map((build) => ({ ...build, built })) };
}

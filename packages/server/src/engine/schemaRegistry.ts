import type { Instant, Json, JsonObject } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import {
  type EventSighting,
  fixedSchemas,
  noteEvents,
  noteProperties,
  type OnViolation,
  type PropertySighting,
  registeredEventNames,
  registeredPropertiesOf,
  registeredPropertyNames,
  setSchema,
} from "../store/registry.ts";
import { cutBelow, storableJson, storableText } from "../store/storable.ts";
import type { IncomingEvent } from "./incoming.ts";
import type { EventWatch, SchemaVerdict } from "./ingest.ts";
import { compileEventSchema, type EventSchema } from "./schemaRegistrySchema.ts";
import { type EventTally, mergedProperty, newPropertyTally, type PropertyTally, tallyValue } from "./schemaRegistryTally.ts";

/** Where the names are counted that are too many to be listed. */
export const OVERFLOW_NAME = "(other events)";
/** Property rows of attributes bear no event. */
const ATTRIBUTES = "";

const LONGEST_PROPERTY_NAME = 200;
/** One event with ids for keys must not use up the list for all others. */
const PROPERTIES_PER_EVENT = 500;
const FLUSH_MS = 1_000;
/** Types and examples change slowly, and their rows are many: every so many flushes, unless a new property was seen. */
const FLUSHES_PER_PROPERTIES = 5;
const SCHEMA_REFRESH_MS = 5_000;
/** Depth of a sample. One that could not be written would keep all that was seen from being written. */
const SAMPLE_LEVELS = 32;

export interface SchemaRegistryDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Told when a flush fails; what was seen stays for the next. */
  readonly onError?: (error: unknown) => void;
  /** Names of a workspace that are listed; the rest is one count. A sender that puts ids into names must not fill the list. */
  readonly maxNames?: number;
  /** Listed properties of all events of a workspace, and its attributes. */
  readonly maxProperties?: number;
}

interface Fixed {
  readonly check: EventSchema;
  readonly onViolation: OnViolation;
  /** To see whether it changed. */
  readonly text: string;
}

/** What is known and seen of one workspace. */
class Workspace {
  readonly names = new Set<string>();
  /** Listed properties by event; `''` has the attributes. */
  readonly properties = new Map<string, Set<string>>();
  propertyCount = 0;
  readonly events = new Map<string, EventTally>();
  /** By event and property name; `''` holds the attributes. */
  readonly tallies = new Map<string, Map<string, PropertyTally>>();
  hasNewProperty = false;
}

/**
 * Catalogues every event name, property and attribute that passes, beside the hot path: counts in memory, one statement a
 * second. Judges events whose schema somebody fixed.
 */
export class SchemaRegistry implements EventWatch {
  readonly #deps: SchemaRegistryDeps;
  readonly #workspaces = new Map<number, Workspace>();
  #fixed = new Map<string, Fixed>();
  #timer: NodeJS.Timeout | null = null;
  #flushes = 0;
  #readAt = 0;
  #working: Promise<void> = Promise.resolve();

  constructor(deps: SchemaRegistryDeps) {
    this.#deps = deps;
  }

  /** Reads what is known, and begins to write what is seen. */
  async start(): Promise<void> {
    for (const { workspaceId, name } of await registeredEventNames(this.#deps.db, this.#maxNames)) this.#workspace(workspaceId).names.add(name);
    for (const { workspaceId, event, name } of await registeredPropertyNames(this.#deps.db, this.#maxProperties))
      list(this.#workspace(workspaceId), event, name);
    await this.#refreshSchemas();
    this.#timer = setInterval(() => void this.#tick(), FLUSH_MS);
    this.#timer.unref();
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#working;
    await this.flush();
  }

  observe(event: IncomingEvent, now: Instant): SchemaVerdict | null {
    const workspace = this.#workspace(event.workspaceId);
    // Two names may be one once they are storable, and a statement must not meet a row twice.
    const name = storableText(event.name);
    const fixed = this.#fixed.size === 0 ? undefined : this.#fixed.get(schemaKey(event.workspaceId, name));
    const violation = fixed?.check(event.properties) ?? null;
    const isListed = this.#tallyEvent(workspace, name, event.properties, violation !== null, now);
    if (isListed) this.#tallyProperties(workspace, name, event.properties, now);
    if (event.attributes !== undefined) this.#tallyProperties(workspace, ATTRIBUTES, event.attributes, now);
    if (fixed === undefined || violation === null) return null;
    return { action: fixed.onViolation, path: violation.path, message: `\`${name}\` does not fit its schema: ${violation.problem}` };
  }

  /** Writes what was seen since the last time; on failure it is kept for the next. */
  async flush(): Promise<void> {
    await this.#flushEvents();
    await this.#flushProperties();
  }

  /**
   * Fixes an event's schema, or frees it with null. In force at once here, within seconds in other processes.
   * @returns a text that says what is wrong with the schema, or null
   */
  async fix(workspaceId: number, name: string, schema: JsonObject | null, onViolation: OnViolation): Promise<string | null> {
    const check = schema === null ? null : compileEventSchema(schema);
    if (typeof check === "string") return check;
    await setSchema(this.#deps.db, workspaceId, name, schema, onViolation, this.#deps.clock.now());
    this.#workspace(workspaceId).names.add(name);
    const key = schemaKey(workspaceId, name);
    if (check === null) this.#fixed.delete(key);
    else this.#fixed.set(key, { check, onViolation, text: textOf(schema, onViolation) });
    return null;
  }

  get #maxNames(): number {
    return this.#deps.maxNames ?? 5_000;
  }

  get #maxProperties(): number {
    return this.#deps.maxProperties ?? 20_000;
  }

  #workspace(id: number): Workspace {
    const known = this.#workspaces.get(id);
    if (known !== undefined) return known;
    const workspace = new Workspace();
    this.#workspaces.set(id, workspace);
    return workspace;
  }

  /** Answers whether the name is one of those that are listed. */
  #tallyEvent(workspace: Workspace, name: string, properties: JsonObject, violates: boolean, now: Instant): boolean {
    const isListed = workspace.names.has(name) || workspace.names.size < this.#maxNames;
    if (isListed) workspace.names.add(name);
    const listedAs = isListed ? name : OVERFLOW_NAME;
    // Among the overflow the sample says which name it was.
    const sample = isListed ? properties : { event: name, ...properties };
    const tally = workspace.events.get(listedAs);
    if (tally === undefined) workspace.events.set(listedAs, { at: now, count: 1, violations: violates ? 1 : 0, sample });
    else {
      tally.at = now;
      tally.count += 1;
      if (violates) tally.violations += 1;
      tally.sample = sample;
    }
    return isListed;
  }

  #tallyProperties(workspace: Workspace, event: string, properties: JsonObject, now: Instant): void {
    const tallies = workspace.tallies.get(event) ?? new Map<string, PropertyTally>();
    if (tallies.size === 0) workspace.tallies.set(event, tallies);
    for (const name in properties) {
      let tally = tallies.get(name);
      if (tally === undefined) {
        if (!this.#admit(workspace, event, name)) continue;
        tally = newPropertyTally(now);
        tallies.set(name, tally);
      }
      tallyValue(tally, name, properties[name] as Json, now);
    }
  }

  #admit(workspace: Workspace, event: string, name: string): boolean {
    const listed = workspace.properties.get(event);
    if (listed?.has(name)) return true;
    if (workspace.propertyCount >= this.#maxProperties || (listed?.size ?? 0) >= PROPERTIES_PER_EVENT) return false;
    if (name.length > LONGEST_PROPERTY_NAME || name !== storableText(name)) return false;
    list(workspace, event, name);
    workspace.hasNewProperty = true;
    return true;
  }

  #tick(): Promise<void> {
    this.#working = this.#working.then(async () => {
      try {
        this.#flushes += 1;
        await this.#flushEvents();
        const isDue = this.#flushes % FLUSHES_PER_PROPERTIES === 0;
        if (isDue || [...this.#workspaces.values()].some((workspace) => workspace.hasNewProperty)) await this.#flushProperties();
        if (this.#deps.clock.now() - this.#readAt >= SCHEMA_REFRESH_MS) await this.#refreshSchemas();
      } catch (error) {
        this.#deps.onError?.(error);
      }
    });
    return this.#working;
  }

  async #flushEvents(): Promise<void> {
    const taken: { workspace: Workspace; name: string; tally: EventTally }[] = [];
    const rows: EventSighting[] = [];
    for (const [workspaceId, workspace] of this.#workspaces) {
      for (const [name, tally] of workspace.events) {
        taken.push({ workspace, name, tally });
        rows.push({
          workspaceId,
          name,
          at: tally.at,
          count: tally.count,
          violations: tally.violations,
          sample: storableJson(cutBelow(tally.sample, SAMPLE_LEVELS)),
        });
      }
      workspace.events.clear();
    }
    try {
      await noteEvents(this.#deps.db, rows);
    } catch (error) {
      for (const { workspace, name, tally } of taken) giveBack(workspace.events, name, tally);
      throw error;
    }
  }

  /** Types and examples are estimates, so those of a failed flush are let go; the property itself is written with its next value. */
  async #flushProperties(): Promise<void> {
    const seen: { workspaceId: number; event: string; name: string; tally: PropertyTally }[] = [];
    for (const [workspaceId, workspace] of this.#workspaces) {
      for (const [event, tallies] of workspace.tallies) {
        for (const [name, tally] of tallies) seen.push({ workspaceId, event, name, tally });
      }
      workspace.tallies.clear();
      workspace.hasNewProperty = false;
    }
    if (seen.length === 0) return;
    await this.#deps.db.transaction(async (tx) => {
      const known = new Map((await registeredPropertiesOf(tx, seen)).map((row) => [`${row.workspaceId}\n${propertyKey(row.event, row.name)}`, row]));
      const rows = seen.map(({ workspaceId, event, name, tally }): PropertySighting => {
        const merged = mergedProperty(known.get(`${workspaceId}\n${propertyKey(event, name)}`), tally);
        return { workspaceId, event, name, at: tally.at, ...merged };
      });
      await noteProperties(tx, rows);
    });
  }

  async #refreshSchemas(): Promise<void> {
    this.#readAt = this.#deps.clock.now();
    const fixed = new Map<string, Fixed>();
    for (const { workspaceId, name, schema, onViolation } of await fixedSchemas(this.#deps.db)) {
      const key = schemaKey(workspaceId, name);
      const text = textOf(schema, onViolation);
      const present = this.#fixed.get(key);
      const check = present?.text === text ? present.check : compileEventSchema(schema);
      if (typeof check !== "string") fixed.set(key, { check, onViolation, text });
    }
    this.#fixed = fixed;
  }
}

function list(workspace: Workspace, event: string, name: string): void {
  const listed = workspace.properties.get(event);
  if (listed === undefined) workspace.properties.set(event, new Set([name]));
  else listed.add(name);
  workspace.propertyCount += 1;
}

function giveBack(events: Map<string, EventTally>, name: string, tally: EventTally): void {
  const newer = events.get(name);
  if (newer === undefined) events.set(name, tally);
  else {
    newer.count += tally.count;
    newer.violations += tally.violations;
  }
}

function textOf(schema: JsonObject | null, onViolation: OnViolation): string {
  return `${onViolation} ${JSON.stringify(schema)}`;
}

function schemaKey(workspaceId: number, name: string): string {
  return `${workspaceId}\n${name}`;
}

function propertyKey(event: string, name: string): string {
  return `${event}\n${name}`;
}

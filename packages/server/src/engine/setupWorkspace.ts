import { HOUR, MINUTE, type Place, parseDuration } from "@beckon/core";
import type { Db, Query } from "../store/db.ts";
import { readLiveSegments } from "../store/definitions.ts";
import { bumpDefinitions, lockWorkspace, readWorkspace, type StoredSettings, updateWorkspace, type WorkspaceRow } from "../store/workspaces.ts";
import { Refusal } from "./refusal.ts";
import { isTimeZone } from "./setup.ts";

const SESSION_TIMEOUT_MIN = MINUTE;
const SESSION_TIMEOUT_MAX = 24 * HOUR;

export interface WorkspaceChange {
  readonly name?: string | undefined;
  /** A given rule replaces the old one whole. */
  readonly settings?: Partial<StoredSettings> | undefined;
}

/** Brings what hangs on places in line with them. */
export type FollowPlaces = (tx: Query, workspaceId: number, before: readonly Place[], after: readonly Place[]) => Promise<void>;

/** @throws Refusal `not_found` */
export async function workspaceOf(db: Query, id: number): Promise<WorkspaceRow> {
  const workspace = await readWorkspace(db, id);
  if (!workspace) throw new Refusal("not_found", { what: "workspace", id });
  return workspace;
}

/**
 * Changes name and rules, and makes the engine see it.
 * @throws Refusal `time_zone_unknown`, `validation_failed`, each with the path of what to mend
 */
export async function changeWorkspace(db: Db, id: number, change: WorkspaceChange, follow: FollowPlaces): Promise<WorkspaceRow> {
  return db.transaction(async (tx) => {
    const workspace = await lockWorkspace(tx, id);
    if (!workspace) throw new Refusal("not_found", { what: "workspace", id });
    const settings: StoredSettings = { ...workspace.settings, ...change.settings };
    checkSettings(settings);
    await checkNeverSend(tx, id, settings, workspace.settings.neverSend);
    await updateWorkspace(tx, id, change.name ?? workspace.name, settings);
    await follow(tx, id, workspace.settings.places, settings.places);
    const definitionsVersion = await bumpDefinitions(tx, id);
    return { ...workspace, name: change.name ?? workspace.name, settings, definitionsVersion };
  });
}

/**
 * What a schema cannot say.
 * @throws Refusal `time_zone_unknown`, `validation_failed`
 */
export function checkSettings(settings: StoredSettings): void {
  if (!isTimeZone(settings.timeZone)) throw new Refusal("time_zone_unknown", { zone: settings.timeZone }, "body.settings.timeZone");
  const timeout = parseDuration(settings.sessionTimeout) ?? 0;
  if (timeout < SESSION_TIMEOUT_MIN || timeout > SESSION_TIMEOUT_MAX) {
    wrong("settings.sessionTimeout", "must be between PT1M and PT24H");
  }
  if (settings.quietHours && settings.quietHours.from === settings.quietHours.to) {
    wrong("settings.quietHours", "must not begin and end at the same time; use null for no quiet hours");
  }
  const topics = new Set<string>();
  for (const [index, topic] of settings.topics.entries()) {
    if (topics.has(topic.key)) wrong(`settings.topics[${index}].key`, `is there twice: ${topic.key}`);
    topics.add(topic.key);
  }
  const places = new Set<string>();
  for (const [index, place] of settings.places.entries()) {
    if (places.has(place.key)) wrong(`settings.places[${index}].key`, `is there twice: ${place.key}`);
    places.add(place.key);
  }
  for (const [index, cap] of settings.frequencyCaps.entries()) {
    if (cap.topic !== undefined && !topics.has(cap.topic))
      wrong(`settings.frequencyCaps[${index}].topic`, `names the topic ${cap.topic}, which the workspace does not have`);
    if ("rolling" in cap.per && (parseDuration(cap.per.rolling) ?? 0) <= 0)
      wrong(`settings.frequencyCaps[${index}].per.rolling`, "must be longer than nothing");
  }
}

/**
 * Nobody can be left out by a segment that holds nobody yet.
 * @param trusted keys that are not asked about, since they were there before or hold by the time it counts
 * @throws Refusal `validation_failed`
 */
export async function checkNeverSend(q: Query, workspaceId: number, { neverSend }: StoredSettings, trusted: readonly string[]): Promise<void> {
  if (neverSend.every((key) => trusted.includes(key))) return;
  const known = new Set([...trusted, ...(await readLiveSegments(q, workspaceId)).map(({ key }) => key)]);
  for (const [index, key] of neverSend.entries())
    if (!known.has(key)) wrong(`settings.neverSend[${index}]`, `names the segment ${key}, which is not live; publish it first, or make the list`);
}

function wrong(path: string, what: string): never {
  throw new Refusal("validation_failed", { problem: `body.${path} ${what}.` }, `body.${path}`);
}

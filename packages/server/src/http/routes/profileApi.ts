import { DAY, formatInstant, type Instant, type JsonObject, type Profile, parseInstant } from "@beckon/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { normalIdentifier } from "../../engine/eventCheck.ts";
import type { Db } from "../../store/db.ts";
import { eventsBetween } from "../../store/eventFeed.ts";
import { findIdentities, type IdentityRow, identitiesOf } from "../../store/identities.ts";
import { segmentsOf } from "../../store/memberships.ts";
import { idsOfPerson } from "../../store/profileSearch.ts";
import { readPeople } from "../../store/profiles.ts";
import type { EventRow } from "../../store/timeline.ts";
import { basicUser } from "./trackKey.ts";

/** The one space that an installation has. */
const SPACE = "default";
const EVENTS_GO_BACK = 14 * DAY;
const LIMITS = {
  traits: { usual: 10, most: 200 },
  external_ids: { usual: 25, most: 100 },
  events: { usual: 20, most: 100 },
  links: { usual: 20, most: 100 },
} as const;
/** Segment's names for identifiers that we call otherwise. */
const KINDS: { readonly [type: string]: string } = { phone_number: "phone", "ios.push_token": "device_token", "android.push_token": "device_token" };

export interface ProfileApiDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Null for a token that may not read profiles. */
  workspaceOfProfileToken(token: string): Promise<number | null>;
}

interface Asked {
  Params: { space: string; collection: string; id: string };
  Querystring: { readonly [name: string]: string | readonly string[] | undefined };
}

/** One person, found by the identifier of the URL. */
interface Found {
  readonly workspaceId: number;
  readonly profile: Profile;
  readonly identities: readonly IdentityRow[];
}

/** A refusal in the shape of Segment's Profile API. */
class ProfileApiError extends Error {
  readonly status: 400 | 401 | 404;
  readonly code: "validation_error" | "authentication_error" | "not_found";

  constructor(status: ProfileApiError["status"], code: ProfileApiError["code"], message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Segment's Profile API: reads a person back by any identifier. For servers, so no page of another origin may call it. */
export async function profileApiRoutes(app: FastifyInstance, deps: ProfileApiDeps): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook("onRequest", async (request, reply) => {
      reply.headers({ "request-id": request.id, "cache-control": "no-store" });
    });
    scope.setErrorHandler((error: unknown, request, reply) => answerError(error, request, reply));
    const path = "/v1/spaces/:space/collections/:collection/profiles/:id";
    scope.get<Asked>(`${path}/traits`, async (request) => traits(deps, await find(deps, request), request));
    scope.get<Asked>(`${path}/external_ids`, async (request) => externalIds(await find(deps, request), request));
    scope.get<Asked>(`${path}/events`, async (request) => events(deps, await find(deps, request), request));
    scope.get<Asked>(`${path}/metadata`, async (request) => metadata(deps, await find(deps, request)));
    scope.get<Asked>(`${path}/links`, async (request) => links(deps, await find(deps, request), request));
  });
}

type Request = FastifyRequest<Asked>;

async function find(deps: ProfileApiDeps, request: Request): Promise<Found> {
  const token = basicUser(request.headers.authorization);
  const workspaceId = token === null ? null : await deps.workspaceOfProfileToken(token);
  if (workspaceId === null)
    throw new ProfileApiError(401, "authentication_error", "Send a profile token as the user name of Basic authentication; the password stays empty.");
  const { space, collection, id } = request.params;
  const profileId = space === SPACE && collection === "users" ? await profileIdOf(deps.db, workspaceId, id) : null;
  const profile = profileId === null ? null : await followMerges(deps.db, workspaceId, profileId);
  if (profile === null) throw new ProfileApiError(404, "not_found", "Profile was not found.");
  return { workspaceId, profile, identities: await identitiesOf(deps.db, [profile.id]) };
}

/** `user_id:ann`, `email:ann@shop.example`, or the profile's own id. */
async function profileIdOf(db: Db, workspaceId: number, id: string): Promise<string | null> {
  if (UUID.test(id)) return id.toLowerCase();
  const colon = id.indexOf(":");
  if (colon < 1) throw new ProfileApiError(400, "validation_error", "A profile is named by type and value, such as `user_id:ann`.");
  const type = id.slice(0, colon);
  const kind = Object.hasOwn(KINDS, type) ? (KINDS[type] as string) : type;
  const value = normalIdentifier(kind, id.slice(colon + 1));
  if (value === null || kind.includes("\0")) return null;
  const [identity] = await findIdentities(db, [{ workspaceId, kind, value }]);
  return identity?.profileId ?? null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function followMerges(db: Db, workspaceId: number, first: string): Promise<Profile | null> {
  const seen = new Set<string>();
  for (let id: string | null = first; id !== null && !seen.has(id); ) {
    seen.add(id);
    const person = (await readPeople(db, [id])).get(id);
    if (!person?.profile || person.profile.workspaceId !== workspaceId) return null;
    if (person.mergedInto === null) return person.profile;
    id = person.mergedInto;
  }
  return null;
}

/** Segments are read as traits that are true, as audiences are at Segment; an attribute of the same name is the person's own. */
async function traits(deps: ProfileApiDeps, { profile }: Found, request: Request) {
  const asked = await traitsOf(deps, profile, text(request, "class"));
  const include = words(request, "include");
  const names = Object.keys(asked)
    .filter((name) => include === null || include.includes(name))
    .sort();
  const { items, cursor } = pageByName(request, "traits", names, (name) => name);
  const verbose = text(request, "verbose") === "true";
  const updatedAt = formatInstant(profile.attributesAt);
  const values = items.map((name) => [name, verbose ? { value: asked[name], source_id: SPACE, updated_at: updatedAt } : asked[name]]);
  return { traits: Object.fromEntries(values), cursor };
}

async function traitsOf({ db }: ProfileApiDeps, profile: Profile, kind: string | undefined): Promise<JsonObject> {
  if (kind !== undefined && kind !== "audience") return {};
  const audiences = Object.fromEntries((await segmentsOf(db, profile.id)).map(({ key }) => [key.replaceAll("-", "_"), true]));
  return kind === "audience" ? audiences : { ...audiences, ...profile.attributes };
}

function externalIds({ identities }: Found, request: Request) {
  const include = words(request, "include");
  const ids = identities.filter((identity) => include === null || include.includes(identity.kind));
  const { items, cursor } = pageByName(
    request,
    "external_ids",
    [...ids].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
    nameOf,
  );
  return { data: items.map((identity) => ({ source_id: SPACE, ...presentId(identity), created_at: formatInstant(identity.createdAt) })), cursor };
}

async function events(deps: ProfileApiDeps, { workspaceId, profile, identities }: Found, request: Request) {
  const now = deps.clock.now();
  const limit = limitOf(request, "events");
  const rows = await eventsBetween(deps.db, await idsOfPerson(deps.db, workspaceId, profile.id), {
    from: instant(request, "start") ?? now - EVENTS_GO_BACK,
    until: instant(request, "end") ?? now,
    include: words(request, "include"),
    exclude: words(request, "exclude") ?? [],
    newestFirst: text(request, "sort") !== "asc",
    after: placeOf(request),
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last ? Buffer.from(JSON.stringify([last.at, last.id])).toString("base64url") : "";
  const ids = identities.map(presentId);
  return { data: shown.map((row) => presentEvent(row, ids, profile.id)), cursor: { url: pathOf(request), has_more: next !== "", next, limit } };
}

async function metadata(deps: ProfileApiDeps, { workspaceId, profile }: Found) {
  const ids = await idsOfPerson(deps.db, workspaceId, profile.id);
  const range = { from: 0, until: deps.clock.now(), include: null, exclude: [], after: null, limit: 1 };
  const [first] = await eventsBetween(deps.db, ids, { ...range, newestFirst: false });
  const [last] = await eventsBetween(deps.db, ids, { ...range, newestFirst: true });
  return {
    metadata: {
      created_at: formatInstant(profile.createdAt),
      updated_at: formatInstant(profile.lastSeenAt ?? profile.createdAt),
      expires_at: null,
      first_message_id: first?.messageId ?? null,
      first_source_id: first?.source ?? null,
      last_message_id: last?.messageId ?? null,
      last_source_id: last?.source ?? null,
    },
  };
}

/** The accounts of a person: the groups that they joined. */
async function links(deps: ProfileApiDeps, { workspaceId, profile }: Found, request: Request) {
  const joined = await eventsBetween(deps.db, await idsOfPerson(deps.db, workspaceId, profile.id), {
    from: 0,
    until: deps.clock.now(),
    include: ["Group Joined"],
    exclude: [],
    newestFirst: false,
    after: null,
    limit: 1_000,
  });
  const firstOf = new Map<string, EventRow>();
  for (const row of joined) {
    const { group_id: group } = row.properties;
    if (typeof group === "string" && group !== "" && !firstOf.has(group)) firstOf.set(group, row);
  }
  const { items, cursor } = pageByName(
    request,
    "links",
    [...firstOf].sort(([a], [b]) => (a < b ? -1 : 1)),
    ([group]) => group,
  );
  return {
    data: items.map(([id, row]) => ({
      to_collection: "accounts",
      external_ids: [{ id, type: "group_id", source_id: row.source, collection: "accounts", created_at: formatInstant(row.receivedAt), encoding: "none" }],
    })),
    cursor,
  };
}

function presentEvent(row: EventRow, externalIds: readonly object[], profileId: string) {
  const { attributes } = row.extra ?? {};
  return {
    external_ids: externalIds,
    type: row.kind === "internal" ? "track" : row.kind,
    event: row.name,
    message_id: row.messageId,
    source_id: row.source,
    timestamp: formatInstant(row.at),
    properties: row.properties,
    ...(attributes ? { traits: attributes } : {}),
    context: contextOf(row.context),
    related: { users: profileId },
  };
}

/** Segment's names for what we read out of the context. */
function contextOf({ timeZone, library, ...rest }: JsonObject): JsonObject {
  const [name, version] = typeof library === "string" ? splitLast(library) : [];
  return {
    ...rest,
    ...(timeZone === undefined ? {} : { timezone: timeZone }),
    ...(name === undefined ? {} : { library: version === undefined ? { name } : { name, version } }),
  };
}

/** `@scope/name/1.0` -> `@scope/name` and `1.0`. */
function splitLast(library: string): string[] {
  const parts = /^((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(library);
  return parts ? parts.slice(1) : [library];
}

function presentId({ kind, value }: IdentityRow) {
  return { collection: "users", type: kind, id: value, encoding: "none" };
}

function nameOf({ kind, value }: IdentityRow): string {
  return `${kind}:${value}`;
}

/** A page of a list that is short enough to be at hand; `next` names the first of the next page. */
function pageByName<T>(request: Request, list: keyof typeof LIMITS, all: readonly T[], nameFor: (item: T) => string) {
  const limit = limitOf(request, list);
  const next = text(request, "next") ?? "";
  const start = next === "" ? 0 : all.findIndex((item) => nameFor(item) >= next);
  const items = start === -1 ? [] : all.slice(start, start + limit);
  const following = start === -1 ? undefined : all[start + limit];
  return { items, cursor: { url: pathOf(request), has_more: following !== undefined, next: following === undefined ? "" : nameFor(following), limit } };
}

function pathOf(request: Request): string {
  return request.url.split("?")[0] ?? "";
}

function limitOf(request: Request, list: keyof typeof LIMITS): number {
  const { usual, most } = LIMITS[list];
  const given = text(request, "limit");
  if (given === undefined) return usual;
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new ProfileApiError(400, "validation_error", `The parameter \`limit\` is a whole number from 1 to ${most}.`);
}

function placeOf(request: Request): { at: number; id: string } | null {
  const next = text(request, "next");
  if (next === undefined || next === "") return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(next, "base64url").toString("utf8"));
    const [at, id] = Array.isArray(place) ? place : [];
    if (Number.isSafeInteger(at) && Math.abs(at) <= 8.64e15 && typeof id === "string" && UUID.test(id)) return { at, id };
  } catch {
    // Falls through to the refusal.
  }
  throw new ProfileApiError(400, "validation_error", "The parameter `next` was not given by this list.");
}

function instant(request: Request, name: string): Instant | undefined {
  const given = text(request, name);
  if (given === undefined) return undefined;
  const at = parseInstant(given);
  if (at === null || at < Date.UTC(1900, 0, 1) || at > Date.UTC(9999, 0, 1))
    throw new ProfileApiError(400, "validation_error", `The parameter \`${name}\` is a date such as 2026-11-22.`);
  return at;
}

function words(request: Request, name: string): string[] | null {
  const given = text(request, name);
  return given === undefined || given === "" ? null : given.split(",").map((word) => word.trim());
}

function text(request: Request, name: string): string | undefined {
  const value = request.query[name];
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === "string" ? one.replaceAll("\0", "") : undefined;
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ProfileApiError) return reply.code(error.status).send({ error: { code: error.code, message: error.message } });
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return reply.code(statusCode).send({ error: { code: "invalid_request_error", message: message ?? "" } });
  request.log.error({ err: error }, "a profile could not be read");
  return reply.code(503).send({ error: { code: "server_error", message: "The profile could not be read just now; try again." } });
}

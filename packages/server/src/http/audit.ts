import { type Audited, nameOfRoute, type Route } from "@beckon/contract";
import { isObject, type Json } from "@beckon/core";
import type { FastifyRequest } from "fastify";
import { type Actor, type AuditLog, type BegunLine, type Happening, NOBODY, placesOf, type Subject } from "../engine/auditLog.ts";
import { FIRST_WORKSPACE } from "../engine/setup.ts";
import type { AuditedPlace } from "../store/audit.ts";
import type { Principal } from "./auth.ts";

/** What a route adds to the line that `serve` writes about its change. Most add nothing. */
export class AuditNote {
  actor: Actor | null = null;
  workspaceId: number | null = null;
  subjectName: string | null = null;
  subjectId: string | null = null;
  places: AuditedPlace[] | null = null;
  readonly also: Subject[] = [];

  /** Who it was, where the request alone does not say it: at a sign-in. */
  by(user: { readonly id: string; readonly name: string; readonly workspaceId: number }): void {
    this.actor = { kind: "user", id: user.id, name: user.name };
    this.workspaceId = user.workspaceId;
    this.subjectId ??= user.id;
  }

  /** What the subject is called, where the answer does not hold it: after a deletion. */
  named(name: string): void {
    this.subjectName = name;
  }

  /** How it was before and is now; without this the request's body is kept. Each change of a call is added. */
  changed(before: unknown, after: unknown): void {
    this.places = [...(this.places ?? []), ...placesOf(asJson(before), asJson(after))];
  }

  /** Something else that the change concerns, so that it is found there, too. */
  concerns(kind: string, id: string): void {
    this.also.push({ kind, id });
  }
}

/** A change that succeeded, or failed and is worth telling. */
interface Told {
  readonly line: BegunLine;
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly principal: Principal | null;
  readonly note: AuditNote;
  readonly answer: unknown;
}

/** Whether the route's successes stand in the audit log. */
export function isAudited(route: Route): boolean {
  return route.method !== "GET" && !(route.audit && "none" in route.audit);
}

/** Writes the line of a change that is about to be made. Where this fails, the change is not made. */
export function tellBegun(auditLog: AuditLog, route: Route, request: FastifyRequest, principal: Principal | null): Promise<BegunLine> {
  return auditLog.begin({
    workspaceId: principal?.workspaceId ?? FIRST_WORKSPACE,
    actor: actorOf(principal),
    ip: request.ip,
    action: nameOfRoute(route),
    sentence: `began, and nobody told how it ended: ${route.summary}`,
    subject: { kind: auditedOf(route).kind, id: null },
  });
}

/**
 * Ends the line of a change that was just made. The change stands whether or not this succeeds, so a failure is not the
 * caller's: it goes to the process's log, with the sentence.
 */
export async function tellDone(auditLog: AuditLog, told: Told): Promise<void> {
  const { line, route, request, principal, note } = told;
  const audited = auditedOf(route);
  const sources = { params: request.params, body: request.body, answer: told.answer };
  const subjectId = note.subjectId ?? textAt(sources, audited.id ?? "params.id") ?? (audited.kind === "user" ? (principal?.user?.id ?? null) : null);
  const sentence = fill(audited.did, { ...sources, subject: note.subjectName ?? subjectId ?? "" });
  const changes = note.places ?? (route.unrepeatable || audited.withoutBody || !isObject(request.body) ? [] : placesOf({}, request.body as Json));
  try {
    await auditLog.end(line, {
      workspaceId: note.workspaceId ?? principal?.workspaceId ?? FIRST_WORKSPACE,
      actor: note.actor ?? actorOf(principal),
      ip: request.ip,
      action: nameOfRoute(route),
      outcome: "done",
      sentence,
      subject: { kind: audited.kind, id: subjectId },
      also: note.also,
      changes,
    });
  } catch (error) {
    request.log.error({ err: error, audit: sentence }, "A change was made, but its line in the audit log could not be written.");
  }
}

/** Ends the line of an attempt that was refused: it is withdrawn, but where the route says that such are kept (a wrong password). */
export async function tellFailed(auditLog: AuditLog, { line, route, request, principal, note }: Omit<Told, "answer">, code: string): Promise<void> {
  const { failed, kind } = auditedOf(route);
  const told = failed === undefined ? auditLog.withdraw(line) : auditLog.end(line, refusal(failed));
  await told.catch((error: unknown) => request.log.error({ err: error }, "A failed attempt could not be written to the audit log."));

  function refusal(sentence: string): Happening {
    return {
      workspaceId: note.workspaceId ?? principal?.workspaceId ?? FIRST_WORKSPACE,
      actor: note.actor ?? actorOf(principal),
      ip: request.ip,
      action: nameOfRoute(route),
      outcome: "refused",
      sentence: fill(sentence, { params: request.params, body: request.body, subject: note.subjectName ?? note.subjectId ?? "" }),
      subject: { kind, id: note.subjectId },
      changes: [{ path: "refusal", after: code }],
    };
  }
}

/** Writes the line of a call that the caller's role or key does not allow. */
export async function tellRefused(auditLog: AuditLog, route: Route, request: FastifyRequest, principal: Principal, code: string): Promise<void> {
  await auditLog
    .tellRefusal({
      workspaceId: principal.workspaceId,
      actor: actorOf(principal),
      ip: request.ip,
      action: nameOfRoute(route),
      sentence: `was refused: ${route.summary}`,
      subject: null,
      changes: [{ path: "refusal", after: code }],
    })
    .catch((error: unknown) => request.log.error({ err: error }, "A refusal could not be written to the audit log."));
}

/** A route that does not say how its changes are told is told by its summary. */
function auditedOf(route: Route): Audited {
  return route.audit && "did" in route.audit ? route.audit : { did: `used: ${route.summary}`, kind: route.tag.toLowerCase() };
}

function actorOf(principal: Principal | null): Actor {
  if (principal?.user) return { kind: "user", id: principal.user.id, name: principal.user.name };
  if (principal?.key) return { kind: "key", id: principal.key.id, name: principal.key.name };
  return NOBODY;
}

/** Fills `{answer.name}` from the call; a gap for which there is nothing closes. */
function fill(template: string, sources: { readonly [name: string]: unknown }): string {
  return template
    .replace(/\{([\w.]+)\}/g, (_, path: string) => textAt(sources, path) ?? "")
    .replace(/\s+/g, " ")
    .trim();
}

function textAt(sources: unknown, path: string): string | null {
  let value = sources;
  for (const name of path.split("."))
    value = isObject(value as Json) && Object.hasOwn(value as object, name) ? (value as { [name: string]: unknown })[name] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function asJson(value: unknown): Json {
  return value === undefined ? {} : (value as Json);
}

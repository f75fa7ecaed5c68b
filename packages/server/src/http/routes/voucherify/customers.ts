import { formatInstant, type Json, type JsonObject } from "@beckon/core";
import type { Clock } from "../../../clock.ts";
import type { Ingest } from "../../../engine/incoming.ts";
import { newId } from "../../../ids.ts";
import type { Db } from "../../../store/db.ts";
import { findIdentities, type IdentityRow, identitiesOf } from "../../../store/identities.ts";
import { readPeople, type StoredPerson } from "../../../store/profiles.ts";
import { invalidPayload, notFound, VoucherifyError } from "./errors.ts";
import { idOf, uuidIn } from "./ids.ts";
import { metadataIn, optionalObject, textIn } from "./read.ts";

export interface CustomerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ingest: Ingest;
}

/** A customer of whom a request speaks. */
export interface CustomerGiven {
  readonly profileId: string;
  /** What the request says of them. */
  readonly attributes: JsonObject;
}

/** What Voucherify calls a customer is a profile: `source_id` is its user id, and metadata are its attributes. */
export class Customers {
  readonly #deps: CustomerDeps;

  constructor(deps: CustomerDeps) {
    this.#deps = deps;
  }

  /** Whom the request means; somebody new is made, and what it says of somebody known is noted. Null where it means nobody. */
  async given(workspaceId: number, value: Json | undefined): Promise<CustomerGiven | null> {
    const customer = optionalObject(value, "customer");
    if (customer === null) return null;
    const id = textIn(customer["id"], "customer.id");
    const sourceId = textIn(customer["source_id"], "customer.source_id");
    const attributes = attributesIn(customer);
    if (id !== null) {
      const profileId = await this.find(workspaceId, id);
      if (profileId === null) throw notFound("customer", id);
      if (Object.keys(attributes).length > 0) await this.#note(workspaceId, { profileId }, attributes);
      return { profileId, attributes };
    }
    if (sourceId === null) throw new VoucherifyError(400, "invalid_customer", "A customer must have an id or a source_id.");
    const known = await this.find(workspaceId, sourceId);
    if (known !== null && Object.keys(attributes).length === 0) return { profileId: known, attributes };
    return { profileId: await this.#note(workspaceId, { sourceId }, attributes), attributes };
  }

  /** By the id that we gave, or by the source id. */
  async find(workspaceId: number, idOrSource: string): Promise<string | null> {
    const [bySource] = await findIdentities(this.#deps.db, [{ workspaceId, kind: "user_id", value: idOrSource }]);
    if (bySource) return bySource.profileId;
    const uuid = uuidIn(idOrSource);
    const person = uuid === null ? undefined : (await readPeople(this.#deps.db, [uuid])).get(uuid);
    if (uuid === null || !person?.profile || person.profile.workspaceId !== workspaceId) return null;
    return person.mergedInto ?? uuid;
  }

  async shape(workspaceId: number, profileId: string | null): Promise<JsonObject | null> {
    return (await this.shapes(workspaceId, [profileId])).get(profileId ?? "") ?? null;
  }

  /** Of many at once, as a list shows them. */
  async shapes(workspaceId: number, given: readonly (string | null)[]): Promise<Map<string, JsonObject>> {
    const profileIds = [...new Set(given.filter((id) => id !== null))];
    const people = await readPeople(this.#deps.db, profileIds);
    const names = await identitiesOf(this.#deps.db, profileIds);
    return new Map(
      profileIds.map((id) => [
        id,
        customerShape(
          workspaceId,
          id,
          people.get(id),
          names.filter(({ profileId }) => profileId === id),
        ),
      ]),
    );
  }

  async #note(workspaceId: number, who: { readonly profileId: string } | { readonly sourceId: string }, attributes: JsonObject): Promise<string> {
    const { clock, ingest } = this.#deps;
    const email = attributes["email"];
    const identifiers =
      "sourceId" in who ? [{ kind: "user_id", value: who.sourceId }, ...(typeof email === "string" ? [{ kind: "email", value: email }] : [])] : [];
    const [answer] = await ingest.accept([
      {
        workspaceId,
        source: "api",
        messageId: newId(clock.now()),
        kind: "identify",
        name: PROFILE_IDENTIFIED,
        properties: {},
        attributes,
        identifiers,
        ...("profileId" in who ? { profileId: who.profileId } : {}),
        at: null,
        context: {},
      },
    ]);
    if (answer?.status !== "accepted") throw invalidPayload(answer?.status === "rejected" ? answer.message : "The customer could not be taken.");
    return answer.profileId;
  }

  /** A custom event of theirs. */
  async track(workspaceId: number, { profileId }: CustomerGiven, name: string, properties: JsonObject): Promise<void> {
    const { clock, ingest } = this.#deps;
    const [answer] = await ingest.accept([
      { workspaceId, source: "api", messageId: newId(clock.now()), kind: "track", name, properties, identifiers: [], profileId, at: null, context: {} },
    ]);
    if (answer?.status === "rejected") throw invalidPayload(answer.message);
  }
}

const PROFILE_IDENTIFIED = "Profile Identified";

function customerShape(workspaceId: number, profileId: string, person: StoredPerson | undefined, names: readonly IdentityRow[]): JsonObject {
  const attributes = person?.profile?.workspaceId === workspaceId ? person.profile.attributes : {};
  const { name, email, phone, description, ...metadata } = attributes;
  return {
    id: idOf("cust", profileId),
    source_id: names.find(({ kind }) => kind === "user_id")?.value ?? null,
    name: name ?? null,
    email: email ?? names.find(({ kind }) => kind === "email")?.value ?? null,
    phone: phone ?? null,
    description: description ?? null,
    metadata,
    created_at: person?.profile ? formatInstant(person.profile.createdAt) : null,
    object: "customer",
  };
}

/** Fields of their own and metadata alike are attributes. */
function attributesIn(customer: JsonObject): JsonObject {
  const attributes: JsonObject = { ...metadataIn(customer["metadata"], "customer.metadata") };
  for (const field of ["name", "email", "phone", "description", "birthdate"]) {
    const value = customer[field];
    if (typeof value === "string") attributes[field] = value;
  }
  const address = customer["address"];
  if (address !== undefined && address !== null) attributes["address"] = address;
  return attributes;
}

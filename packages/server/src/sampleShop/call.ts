import { formatInstant, type Instant, type JsonObject, SAMPLE_ATTRIBUTE } from "@beckon/core";
import type { SamplePerson } from "./people.ts";

/** One thing that the shop tells Beckon: an item of Segment's batch, or an event that Stripe would post. */
export type Call = { readonly to: "track"; readonly item: JsonObject } | { readonly to: "stripe"; readonly event: JsonObject };

/** What happens in a visit: so long after the step before, this is told. */
export interface Step {
  readonly after: number;
  readonly call: (at: Instant) => Call;
}

export function identify(person: SamplePerson, at: Instant, more: JsonObject = {}): Call {
  const { firstName, lastName, email, country, city, timeZone, locale } = person;
  const traits = {
    first_name: firstName,
    last_name: lastName,
    name: `${firstName} ${lastName}`,
    email,
    country,
    city,
    timezone: timeZone,
    locale,
    [SAMPLE_ATTRIBUTE]: true,
    ...more,
  };
  return { to: "track", item: { type: "identify", userId: person.userId, anonymousId: person.anonymousId, traits, timestamp: formatInstant(at) } };
}

export function track(person: SamplePerson, event: string, properties: JsonObject, at: Instant): Call {
  return { to: "track", item: { type: "track", event, properties, ...envelope(person, at) } };
}

export function page(person: SamplePerson, name: string, properties: JsonObject, at: Instant): Call {
  return { to: "track", item: { type: "page", name, properties, ...envelope(person, at) } };
}

function envelope({ userId, anonymousId, timeZone, locale }: SamplePerson, at: Instant): JsonObject {
  return { userId, anonymousId, timestamp: formatInstant(at), context: { timezone: timeZone, locale } };
}

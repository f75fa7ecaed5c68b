import { bucketOf, deriveId, formatInstant, SECOND } from "@beckon/core";
import type { Pool } from "../../packages/server/src/store/pool.ts";
import { Random } from "../../sim/random.ts";
import { pickTraffic } from "../shop.ts";
import type { People } from "./people.ts";
import type { Range } from "./range.ts";
import { TableWriter } from "./tableWriter.ts";

export const EVENT_COLUMNS = [
  "bucket",
  "id",
  "workspace_id",
  "profile_id",
  "at",
  "received_at",
  "name",
  "kind",
  "properties",
  "context",
  "extra",
  "source",
  "message_id",
];

const CONTEXT =
  '{"country":"DE","locale":"de-DE","timeZone":"Europe/Berlin","library":"@segment/analytics-next 1.84.3","userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"}';

/** Shared accounts, testers and bots: a few with tens of thousands of events, whose page must still open at once. */
const BUSY_PEOPLE = 10;
const BUSY_SHARE = 0.01;

/** Fills `events` in the order of their acceptance. */
export async function fillEvents(pool: Pool, people: People, range: Range, count: number, onRows: (rows: number) => void): Promise<void> {
  const writer = await TableWriter.open(pool, "events", EVENT_COLUMNS);
  const random = new Random(11);
  for (let index = 0; index < count; index += 1) {
    const received = range.instantOf(index, count);
    const person = personOf(people, random, received);
    const profileId = people.ids[person] as string;
    const { kind, name } = pickTraffic(random.next());
    await writer.add([
      bucketOf(profileId),
      deriveId(received, "event", String(index)),
      1,
      profileId,
      formatInstant(received - random.int(0, 3) * SECOND),
      formatInstant(received),
      name === "Page" ? "Page Viewed" : name,
      kind,
      propertiesOf(kind, person, random),
      CONTEXT,
      kind === "identify" ? `{"attributes":{"plan":"pro","visits":${random.int(1, 99)}}}` : null,
      "segment",
      `fill-${index}`,
    ]);
    onRows(1);
  }
  await writer.end();
}

/** Half of the traffic is of those who came lately, the rest of anybody. */
export function personOf(people: People, random: Random, at: number): number {
  const count = people.countAt(at);
  const luck = random.next();
  if (luck < BUSY_SHARE) return Math.min(count - 1, Math.floor(random.next() ** 2 * BUSY_PEOPLE));
  if (luck < 0.5) return Math.max(0, count - 1 - Math.floor(count * 0.1 * random.next() ** 2));
  return Math.floor(count * random.next());
}

function propertiesOf(kind: string, person: number, random: Random): string {
  if (kind === "identify") return "{}";
  if (kind === "page")
    return `{"url":"https://shop.example/products/shoe-${random.int(1, 900)}","path":"/products/shoe","title":"Shoe","referrer":"https://search.example/"}`;
  return `{"product_id":"p-${random.int(1, 999)}","name":"Running shoe, blue","category":"Shoes","currency":"EUR","quantity":1,"total":${random.int(5, 160)},"cart_id":"c-${person}-${random.int(1, 5)}"}`;
}

import { bucketOf, deriveId, formatInstant, type Instant } from "@beckon/core";
import type { Pool } from "../../packages/server/src/store/pool.ts";
import { searchWordsOf } from "../../packages/server/src/store/searchWords.ts";
import { Random } from "../../sim/random.ts";
import type { Range } from "./range.ts";
import { TableWriter } from "./tableWriter.ts";

const FIRST = [
  "Ann",
  "Bela",
  "Chloe",
  "David",
  "Emma",
  "Farid",
  "Greta",
  "Hugo",
  "Ines",
  "Jonas",
  "Karin",
  "Luca",
  "Mia",
  "Noah",
  "Olga",
  "Paul",
  "Quentin",
  "Rosa",
  "Sven",
  "Tara",
  "Uma",
  "Viktor",
  "Wanda",
  "Xenia",
  "Yusuf",
  "Zoe",
  "Änne",
  "Jürgen",
  "Łukasz",
  "Søren",
  "María",
  "João",
  "Aylin",
  "Bogdan",
  "Célia",
  "Dilan",
  "Eero",
  "Fatima",
  "Giulia",
  "Hana",
];
const LAST = [
  "Smith",
  "Müller",
  "García",
  "Rossi",
  "Novak",
  "Jansen",
  "Nielsen",
  "Kowalski",
  "Dubois",
  "Silva",
  "Andersson",
  "Virtanen",
  "Horvat",
  "Popescu",
  "Yilmaz",
  "Haddad",
  "Nguyen",
  "Tanaka",
  "Kim",
  "Okafor",
  "Brown",
  "Taylor",
  "Wilson",
  "Evans",
  "Thomas",
  "Roberts",
  "Walker",
  "Wright",
  "Hall",
  "Green",
  "Baker",
  "Hill",
  "Moore",
  "Clark",
  "Lewis",
  "Young",
  "King",
  "Scott",
  "Adams",
  "Parker",
  "Schmidt",
  "Fischer",
  "Weber",
  "Wagner",
  "Becker",
  "Schulz",
  "Hoffmann",
  "Koch",
  "Richter",
  "Klein",
  "Wolf",
  "Neumann",
  "Braun",
  "Krüger",
  "Hartmann",
  "Lange",
  "Werner",
  "Krause",
  "Lehmann",
  "Maier",
];
const CITIES = [
  ["Berlin", "DE", "Europe/Berlin"],
  ["Hamburg", "DE", "Europe/Berlin"],
  ["Wien", "AT", "Europe/Vienna"],
  ["Paris", "FR", "Europe/Paris"],
  ["Lyon", "FR", "Europe/Paris"],
  ["London", "GB", "Europe/London"],
  ["Leeds", "GB", "Europe/London"],
  ["Madrid", "ES", "Europe/Madrid"],
  ["Warszawa", "PL", "Europe/Warsaw"],
  ["New York", "US", "America/New_York"],
  ["Austin", "US", "America/Chicago"],
  ["Toronto", "CA", "America/Toronto"],
] as const;
const PLANS = ["basic", "basic", "basic", "pro", "pro", "gold"] as const;

/** Somebody known by name, in contrast to a visitor of whom there is only an anonymous id. */
const NAMED_SHARE = 0.85;

/** Who a made-up person is; the same number is always the same person. */
export class People {
  readonly #range: Range;
  readonly ids: readonly string[];

  constructor(range: Range, count: number) {
    this.#range = range;
    this.ids = Array.from({ length: count }, (_, index) => deriveId(range.instantOf(index, count), "person", String(index)));
  }

  /** How many there are at that time: the shop grows evenly with its traffic. */
  countAt(at: Instant): number {
    return Math.max(1, Math.min(this.ids.length, Math.ceil(this.#range.shareAt(at) * this.ids.length)));
  }

  createdAt(index: number): Instant {
    return this.#range.instantOf(index, this.ids.length);
  }

  emailOf(index: number): string {
    const { first, last } = nameOf(index);
    return `${plain(first)}.${plain(last)}${index}@${index % 3 === 0 ? "mail" : "post"}.example`;
  }
}

/** Fills `profiles` and `identities`. */
export async function fillPeople(pool: Pool, people: People, range: Range, onRows: (rows: number) => void): Promise<void> {
  const profiles = await TableWriter.open(pool, "profiles", [
    "bucket",
    "id",
    "workspace_id",
    "attributes",
    "consent",
    "state",
    "search",
    "created_at",
    "last_seen_at",
    "merged_into",
  ]);
  const identities = await TableWriter.open(pool, "identities", ["workspace_id", "kind", "value", "profile_id", "created_at"]);
  const random = new Random(7);
  for (const [index, id] of people.ids.entries()) {
    const createdAt = people.createdAt(index);
    const created = formatInstant(createdAt);
    const seenAt = createdAt + random.next() ** 2 * (range.end - createdAt);
    const [city, country, zone] = CITIES[index % CITIES.length] as (typeof CITIES)[number];
    const isNamed = random.next() < NAMED_SHARE;
    const email = people.emailOf(index);
    const { first, last } = nameOf(index);
    const attributes = isNamed
      ? `{"email":"${email}","name":"${first} ${last}","first_name":"${first}","last_name":"${last}","city":"${city}","country":"${country}","timezone":"${zone}","plan":"${random.pick(PLANS)}","orders":${random.int(0, 12)},"spent":${random.int(0, 90_000) / 100},"born":"19${random.int(50, 99)}-0${random.int(1, 9)}-1${random.int(0, 9)}"}`
      : `{"city":"${city}","country":"${country}"}`;
    const consent = random.next() < 0.1 ? '{"channels":{"email":"unsubscribed"},"topics":{}}' : '{"channels":{},"topics":{"newsletter":"subscribed"}}';
    const state = `{"attributesAt":${createdAt},"attributeTimes":{},"consentTimes":{},"session":null,"sent":[],"suppressed":{},"lastTimeZone":"${zone}","lastCountry":"${country}","dateTimers":{},"firstSeenAt":${createdAt}}`;
    await profiles.add([
      bucketOf(id),
      id,
      1,
      attributes,
      consent,
      state,
      isNamed ? searchWordsOf({ name: `${first} ${last}`, email }, []) : "",
      created,
      formatInstant(Math.floor(seenAt)),
      null,
    ]);
    await identities.add([1, "anonymous_id", deriveId(createdAt, "visitor", String(index)), id, created]);
    if (isNamed) {
      await identities.add([1, "user_id", `customer-${index}`, id, created]);
      await identities.add([1, "email", email, id, created]);
      if (index % 5 === 0) await identities.add([1, "stripe_customer_id", `cus_${index.toString(36).padStart(14, "N")}`, id, created]);
      if (index % 4 === 0) await identities.add([1, "phone", `+4915${String(100_000_000 + index)}`, id, created]);
    }
    onRows(1);
  }
  await profiles.end();
  await identities.end();
  await pool.query(
    "insert into profile_words select bucket, id, workspace_id, array_to_tsvector(string_to_array(search, ' ')) from profiles where search <> ''",
  );
}

function nameOf(index: number): { readonly first: string; readonly last: string } {
  const mixed = Math.imul(index + 1, 0x9e37_79b1) >>> 0;
  return { first: FIRST[mixed % FIRST.length] as string, last: LAST[(mixed >>> 8) % LAST.length] as string };
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z]/g, "");
}

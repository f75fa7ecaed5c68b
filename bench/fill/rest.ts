import { type CampaignDocument, deriveId, formatInstant, type Instant } from "@beckon/core";
import { insertCourse, publishVersion } from "../../packages/server/src/store/campaigns.ts";
import type { Db } from "../../packages/server/src/store/db.ts";
import type { Pool } from "../../packages/server/src/store/pool.ts";
import { SHOP_EVENTS, shopCampaigns } from "../shop.ts";
import { SHOP_MAIL } from "../shopMail.ts";
import type { People } from "./people.ts";
import type { Range } from "./range.ts";
import { TableWriter } from "./tableWriter.ts";

const CAMPAIGNS = 200;
const DEAD_LETTERS = 20_000;

/** Campaigns as marketers leave them after a year: most are launched. @returns the ids of the launched ones */
export async function fillCampaigns(db: Db, at: Instant): Promise<string[]> {
  const launched: string[] = [];
  for (const [index, document] of shopCampaigns(CAMPAIGNS).entries()) {
    const id = deriveId(at + index, "campaign", String(index));
    const draft: CampaignDocument = { ...document, message: SHOP_MAIL };
    await insertCourse(db, { kind: "campaign", id, workspaceId: 1, draft, now: at + index });
    if (index % 4 === 3) continue;
    await publishVersion(db, id, 1, draft, "fill", at + index);
    launched.push(id);
  }
  return launched;
}

/** What is left: suppressions, dead letters, and what the registry knows. */
export async function fillRest(pool: Pool, people: People, range: Range, events: number): Promise<void> {
  const at = formatInstant(range.end);
  const suppressions = await TableWriter.open(pool, "suppressions", ["workspace_id", "channel", "address", "reason", "detail", "at"]);
  for (let index = 0; index < people.ids.length; index += 40)
    await suppressions.add([
      1,
      "email",
      people.emailOf(index),
      index % 80 === 0 ? "hard_bounce" : "complaint",
      "550 5.1.1 no such user",
      formatInstant(people.createdAt(index)),
    ]);
  await suppressions.end();

  const letters = await TableWriter.open(pool, "dead_letters", ["id", "workspace_id", "profile_id", "source", "reason", "detail", "body", "at", "replayed_at"]);
  for (let index = 0; index < DEAD_LETTERS; index += 1) {
    const when = range.instantOf(index, DEAD_LETTERS);
    await letters.add([
      deriveId(when, "letter", String(index)),
      1,
      null,
      "segment",
      "schema_violation",
      "properties.total must be a number.",
      '{"event":"Order Completed","properties":{"total":"many"}}',
      formatInstant(when),
      index % 50 === 0 ? null : at,
    ]);
  }
  await letters.end();

  const names = await TableWriter.open(pool, "event_registry", ["workspace_id", "name", "first_seen_at", "last_seen_at", "count", "last_sample"]);
  const properties = await TableWriter.open(pool, "property_registry", ["workspace_id", "event", "name", "types", "examples", "last_seen_at"]);
  for (const name of SHOP_EVENTS) {
    await names.add([1, name, formatInstant(range.start), at, Math.floor(events / SHOP_EVENTS.length), '{"properties":{"total":12}}']);
    for (const property of ["product_id", "name", "category", "currency", "quantity", "total", "cart_id"])
      await properties.add([1, name, property, '{"string":100}', '[{"value":"EUR","count":100}]', at]);
  }
  for (const attribute of ["email", "name", "first_name", "last_name", "city", "country", "timezone", "plan", "orders", "spent", "born", "visits"])
    await properties.add([1, "", attribute, '{"string":100}', '[{"value":"pro","count":100}]', at]);
  await names.end();
  await properties.end();
}

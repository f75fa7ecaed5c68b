import { deriveId, formatInstant } from "@beckon/core";
import type { Pool } from "../../packages/server/src/store/pool.ts";
import { Random } from "../../sim/random.ts";
import type { People } from "./people.ts";
import type { Range } from "./range.ts";
import { TableWriter } from "./tableWriter.ts";

const AUDIT_LINES = 200_000;
const JOBS = 2_000;
const IMPORTS = 200;
const PEOPLE_OF_IMPORT = 500;
const MERGES = 20_000;

/** What the people at the desk have done in a year: `audit_entries`, `jobs`, `imports` with their people, `merges`. */
export async function fillDesk(pool: Pool, people: People, range: Range, campaignIds: readonly string[]): Promise<void> {
  await fillAudit(pool, range, campaignIds);
  await fillJobs(pool, range);
  await fillImports(pool, people, range);
  await fillMerges(pool, people, range);
}

async function fillAudit(pool: Pool, range: Range, campaignIds: readonly string[]): Promise<void> {
  const random = new Random(17);
  const lines = await TableWriter.open(pool, "audit_entries", [
    ...["workspace_id", "id", "at", "actor_kind", "actor_id", "actor_name", "ip", "action", "outcome", "sentence", "subject_kind", "subject_id"],
    ...["concerns", "changes"],
  ]);
  for (let index = 0; index < AUDIT_LINES; index += 1) {
    const at = range.instantOf(index, AUDIT_LINES);
    const actor = random.int(1, 20);
    const campaignId = random.pick(campaignIds);
    await lines.add([
      1,
      deriveId(at, "audit", String(index)),
      formatInstant(at),
      "user",
      deriveId(range.start, "user", String(actor)),
      `user-${actor}@shop.example`,
      "203.0.113.7",
      "saveCampaign",
      random.next() < 0.01 ? "refused" : "done",
      "changed the campaign",
      "campaign",
      campaignId,
      `{campaign:${campaignId}}`,
      '[{"path":"name","before":"Cart","after":"Left cart"}]',
    ]);
  }
  await lines.end();
}

async function fillJobs(pool: Pool, range: Range): Promise<void> {
  const jobs = await TableWriter.open(pool, "jobs", [
    ...["id", "workspace_id", "kind", "title", "state", "input", "done", "failures", "started_by", "created_at", "ready_at", "touched_at", "finished_at"],
  ]);
  for (let index = 0; index < JOBS; index += 1) {
    const at = formatInstant(range.instantOf(index, JOBS));
    await jobs.add([
      deriveId(range.instantOf(index, JOBS), "job", String(index)),
      1,
      "export_people",
      "Export of people",
      "done",
      "{}",
      900,
      0,
      "fill",
      at,
      at,
      at,
      at,
    ]);
  }
  await jobs.end();
}

async function fillImports(pool: Pool, people: People, range: Range): Promise<void> {
  const imports = await TableWriter.open(pool, "imports", ["id", "workspace_id", "name", "file_id", "bytes", "hash", "format", "created_by", "created_at"]);
  const imported = await TableWriter.open(pool, "import_people", ["import_id", "profile_id"]);
  for (let index = 0; index < IMPORTS; index += 1) {
    const at = range.instantOf(index, IMPORTS);
    const id = deriveId(at, "import", String(index));
    const format = '{"encoding":"utf-8","delimiter":",","hasHeader":true}';
    await imports.add([id, 1, `people-${index}.csv`, deriveId(at, "file", String(index)), 40_000, `hash-${index}`, format, "fill", formatInstant(at)]);
    for (let row = 0; row < PEOPLE_OF_IMPORT; row += 1) await imported.add([id, people.ids[(index * PEOPLE_OF_IMPORT + row) % people.ids.length] as string]);
  }
  await imports.end();
  await imported.end();
}

/** All undone, so that everybody is still somebody: the list shows them nevertheless. */
async function fillMerges(pool: Pool, people: People, range: Range): Promise<void> {
  const merges = await TableWriter.open(pool, "merges", ["id", "workspace_id", "survivor", "merged", "at", "by", "snapshot", "undone_at"]);
  for (let index = 0; index < MERGES; index += 1) {
    const at = range.instantOf(index, MERGES);
    const [survivor, merged] = [people.ids[(index * 7) % people.ids.length] as string, people.ids[(index * 7 + 3) % people.ids.length] as string];
    await merges.add([deriveId(at, "merge", String(index)), 1, survivor, merged, formatInstant(at), "fill", "{}", formatInstant(at)]);
  }
  await merges.end();
}

import { compileDefinitions, type Definitions, type Profile, type ProfileState } from "@beckon/core";
import type { Query } from "../store/db.ts";
import { NO_PAST, readPasts } from "../store/pastRows.ts";
import { DefinitionsCache } from "./definitionsCache.ts";
import { Refusal } from "./refusal.ts";

/** How somebody stands with the segments at this moment: what is counted of their past, where they belong, and by which definitions. */
export interface Standing {
  readonly state: Required<Pick<ProfileState, "profile" | "aggregates" | "memberships">>;
  readonly definitions: Definitions;
}

/** For whoever asks outside of the decision: explanations and trials. @throws Refusal `not_found` */
export async function readStanding(q: Query, profile: Profile): Promise<Standing> {
  const definitions = await definitionsOfNow(q, profile.workspaceId);
  const past = (await readPasts(q, [{ profileId: profile.id, aggregates: [], memberships: [], everything: true }])).get(profile.id) ?? NO_PAST;
  return { state: { profile, ...past }, definitions };
}

/** What holds in the workspace at this moment. @throws Refusal `not_found` */
export async function definitionsOfNow(q: Query, workspaceId: number): Promise<Definitions> {
  const definitions = (await new DefinitionsCache().current(q, []))(workspaceId);
  if (!definitions) throw new Refusal("not_found", { what: "workspace", id: String(workspaceId) });
  return definitions;
}

/** The same segments, with no other campaigns than these: what one of them alone would do. */
export function withCampaigns({ workspace, segments }: Definitions, campaigns: Parameters<typeof compileDefinitions>[1]): Definitions {
  return compileDefinitions(workspace, campaigns, [], { live: [...segments.byKey.values()], attributes: segments.attributes });
}

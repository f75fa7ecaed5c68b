import { type Campaign, compileDefinitions, type Definitions, versionKey } from "@beckon/core";
import type { Query } from "../store/db.ts";
import { definitionVersions, readCampaignVersions, readLaunchedCampaigns, readRules } from "../store/definitions.ts";
import type { DefinitionsSource } from "../store/process.ts";

interface Compiled {
  readonly version: number;
  readonly definitions: Definitions;
}

/**
 * Rules and campaigns of every workspace, compiled once per change. Every batch compares one number per workspace inside
 * its own transaction, so a campaign that was launched or paused holds for whatever is processed after that call returned.
 */
export class DefinitionsCache implements DefinitionsSource {
  readonly #compiled = new Map<number, Compiled>();
  /** Older versions with people inside, as far as anyone has met them: part of the definitions, and never outdated. */
  readonly #older = new Map<number, Map<string, Campaign>>();

  async current(tx: Query): Promise<(workspaceId: number) => Definitions | undefined> {
    const current = new Map<number, Definitions>();
    for (const { workspaceId, version } of await definitionVersions(tx)) {
      const known = this.#compiled.get(workspaceId);
      const definitions = known?.version === version ? known.definitions : await this.#load(tx, workspaceId, version);
      if (definitions) current.set(workspaceId, definitions);
    }
    return (workspaceId) => current.get(workspaceId);
  }

  async include(tx: Query, workspaceId: number, versions: readonly { readonly campaignId: string; readonly version: number }[]): Promise<void> {
    const older = this.#olderOf(workspaceId);
    for (const campaign of await readCampaignVersions(tx, versions)) older.set(versionKey(campaign.id, campaign.version), campaign);
  }

  async #load(tx: Query, workspaceId: number, version: number): Promise<Definitions | null> {
    const rules = await readRules(tx, workspaceId);
    if (!rules) return null;
    const definitions = { ...compileDefinitions(rules, await readLaunchedCampaigns(tx, workspaceId)), versions: this.#olderOf(workspaceId) };
    // Another batch may have loaded a newer one meanwhile.
    if ((this.#compiled.get(workspaceId)?.version ?? 0) < version) this.#compiled.set(workspaceId, { version, definitions });
    return definitions;
  }

  #olderOf(workspaceId: number): Map<string, Campaign> {
    const older = this.#older.get(workspaceId) ?? new Map<string, Campaign>();
    this.#older.set(workspaceId, older);
    return older;
  }
}

import type { HookCall, HookReading, ProviderKind } from "@beckon/core";
import { CannotOpen } from "../secretBox.ts";
import type { Db } from "../store/db.ts";
import { type ProviderRow, readProvider } from "../store/providers.ts";
import type { DeliveryReports, ReportsTaken } from "./deliveryReports.ts";
import type { HookTallies } from "./hookTally.ts";
import type { ProviderSecrets } from "./providerSecrets.ts";

export interface ProviderHooksOptions {
  readonly db: Db;
  readonly workspaceId: number;
  readonly secrets: ProviderSecrets;
  readonly reports: DeliveryReports;
  readonly tallies: HookTallies;
  readonly sendOf: HookCall["sendOf"];
  readonly fetchText: HookCall["fetchText"];
}

export type HookAnswer =
  | ({ readonly outcome: "taken" } & ReportsTaken)
  | { readonly outcome: "refused" | "malformed" | "not_connected"; readonly problem: string }
  /** The provider was told that we want to be called. */
  | { readonly outcome: "confirmed" };

/** Believes, or does not, what comes to the address of a provider's hook, and has it taken in. Resolved means durable. */
export class ProviderHooks {
  readonly #options: ProviderHooksOptions;

  constructor(options: ProviderHooksOptions) {
    this.#options = options;
  }

  /** @param secret what stood at the end of the address, or in the place of a password */
  async take(kind: ProviderKind, secret: string, call: Pick<HookCall, "headers" | "body" | "now">): Promise<HookAnswer> {
    const { db, workspaceId, tallies, reports, sendOf, fetchText } = this.#options;
    const row = await readProvider(db, workspaceId, kind.key);
    const opened = this.#open(kind, row, secret);
    if ("outcome" in opened) {
      if (opened.outcome === "refused") tallies.refused(kind.key, opened.problem);
      return opened;
    }
    const reading: HookReading | undefined = await kind.hook?.read({ ...call, sendOf, fetchText }, opened.values);
    if (reading?.outcome === "reports") {
      const taken = await reports.take(workspaceId, kind.key, reading.reports);
      tallies.took(kind.key, taken);
      return { outcome: "taken", ...taken };
    }
    if (reading?.outcome === "confirm") {
      await fetchText(reading.url);
      return { outcome: "confirmed" };
    }
    const answer: HookAnswer = { outcome: reading?.outcome ?? "malformed", problem: reading?.problem ?? "" };
    tallies.refused(kind.key, answer.problem);
    return answer;
  }

  #open(kind: ProviderKind, row: ProviderRow | null, secret: string): { readonly values: { readonly [key: string]: string } } | HookAnswer {
    const { secrets } = this.#options;
    if (row === null || !kind.hook) return { outcome: "not_connected", problem: `Connect ${kind.name} under Integrations first.` };
    try {
      if (kind.hook.secretInUrl && !secrets.hookSecretFits(row, secret))
        return { outcome: "refused", problem: "the secret at the end of the address is not the one shown under Integrations" };
      const values = secrets.valuesOf(row);
      const missing = kind.fields.find(({ key }) => key === kind.hook?.needs && !values[key]);
      return missing ? { outcome: "not_connected", problem: `Enter the ${missing.label.toLowerCase()} of ${kind.name} under Integrations first.` } : { values };
    } catch (error) {
      if (error instanceof CannotOpen) return { outcome: "not_connected", problem: `Enter the secrets of ${kind.name} anew under Integrations.` };
      throw error;
    }
  }
}

import type { Topic } from "@beckon/core";
import { newId } from "../ids.ts";
import type { Db } from "../store/db.ts";
import { isMailAddress } from "../store/mailAddress.ts";
import { readWorkspace, type WorkspaceRow } from "../store/workspaces.ts";
import type { Ingest } from "./incoming.ts";
import type { Visit } from "./machineVisits.ts";

/** What the page to subscribe offers. */
export interface SubscribeOffer {
  readonly workspace: WorkspaceRow;
  readonly topics: readonly Topic[];
}

/** Takes the wish of somebody of whom nothing is known but an address that they typed. */
export class SubscribeDesk {
  readonly #db: Db;
  readonly #ingest: Ingest;
  readonly #workspaceId: number;

  constructor({ db, ingest, workspaceId }: { readonly db: Db; readonly ingest: Ingest; readonly workspaceId: number }) {
    this.#db = db;
    this.#ingest = ingest;
    this.#workspaceId = workspaceId;
  }

  /** Null where the workspace does not offer it. */
  async read(): Promise<SubscribeOffer | null> {
    const workspace = await readWorkspace(this.#db, this.#workspaceId);
    const topics = workspace?.settings.topics.filter((topic) => topic.consent === "double_opt_in") ?? [];
    return workspace?.settings.subscribePage && topics.length > 0 ? { workspace, topics } : null;
  }

  static wrongIn(email: string, topics: ReadonlySet<string>): { readonly email?: true; readonly topics?: true } {
    return { ...(isMailAddress(email) ? {} : { email: true as const }), ...(topics.size > 0 ? {} : { topics: true as const }) };
  }

  /** The wish becomes an event of the person with this address; of what it says nothing is changed but what waits for the confirmation. */
  async request(
    { workspace }: SubscribeOffer,
    wish: { readonly email: string; readonly topics: ReadonlySet<string>; readonly locale: string },
    visit: Visit,
  ): Promise<void> {
    const topics = [...wish.topics];
    await this.#ingest.accept([
      {
        workspaceId: workspace.id,
        source: "beckon",
        messageId: newId(visit.at),
        kind: "track",
        name: "Subscription Form Submitted",
        properties: { topics, locale: wish.locale },
        consent: { topics: Object.fromEntries(topics.map((topic) => [topic, "subscribed" as const])), by: "subscribe_page" },
        identifiers: [{ kind: "email", value: wish.email }],
        at: visit.at,
        context: { locale: wish.locale, ...(visit.ip ? { ip: visit.ip } : {}), ...(visit.userAgent ? { userAgent: visit.userAgent.slice(0, 500) } : {}) },
      },
    ]);
  }
}

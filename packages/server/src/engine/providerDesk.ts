import {
  type Channel,
  isSecret,
  type ProviderField,
  type ProviderKind,
  type ProviderSurroundings,
  type ProviderValues,
  problemOfValue,
  type RenderedEmail,
  SECOND,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { CannotOpen } from "../secretBox.ts";
import type { Db } from "../store/db.ts";
import {
  activateProvider,
  deleteProvider,
  type HookTally,
  listHookTallies,
  listProviders,
  type ProviderRow,
  readProvider,
  saveProvider,
  setHookSecret,
} from "../store/providers.ts";
import { readWorkspace, type SenderSetting } from "../store/workspaces.ts";
import { BrokenChannel } from "./brokenChannel.ts";
import type { ProviderSecrets } from "./providerSecrets.ts";
import { Refusal } from "./refusal.ts";

export interface ProviderDeskOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly kinds: readonly ProviderKind[];
  readonly secrets: ProviderSecrets;
  readonly surroundings: ProviderSurroundings;
  /** Which kinds the settings of the environment have connected, and by which setting: it wins, and is changed there. */
  readonly fromEnvironment: { readonly [kind: string]: string };
  readonly publicUrl: string;
  /** Who a test mail comes from where the workspace does not say. */
  readonly defaultFrom: SenderSetting;
  /** Told after each change. */
  readonly changed: (kind: string) => void;
}

/** What is typed into a form: a secret that is left out stays as it is, null takes a value away. */
export type GivenValues = { readonly [key: string]: string | null };

export interface ProviderView {
  readonly kind: ProviderKind;
  readonly row: ProviderRow | null;
  readonly fromEnvironment: string | null;
  /** Carries the workspace's mail. */
  readonly active: boolean;
  readonly tally: HookTally | null;
}

/** What a check or a test found. */
export interface Found {
  readonly ok: boolean;
  readonly detail: string;
}

/** A check that takes longer says that nobody answers. */
const PATIENCE_MS = 20 * SECOND;

/** Connects, tries, chooses and disconnects the accounts that we have elsewhere. */
export class ProviderDesk {
  readonly #options: ProviderDeskOptions;

  constructor(options: ProviderDeskOptions) {
    this.#options = options;
  }

  async list(workspaceId: number): Promise<ProviderView[]> {
    const { db, kinds } = this.#options;
    const rows = await listProviders(db, workspaceId);
    const tallies = await listHookTallies(db, workspaceId);
    return kinds.map((kind) => this.#view(kind, rows, tallies));
  }

  async read(workspaceId: number, key: string): Promise<ProviderView> {
    this.#kind(key);
    return (await this.list(workspaceId)).find(({ kind }) => kind.key === key)!;
  }

  /** @throws Refusal `not_found`, `validation_failed`, `provider_from_environment` */
  async save(workspaceId: number, key: string, given: GivenValues, by: string): Promise<void> {
    const { db, clock, secrets, changed } = this.#options;
    const kind = this.#kind(key);
    this.#refuseEnvironment(kind);
    const values = this.#merged(kind, await readProvider(db, workspaceId, key), given);
    const sealedHookSecret = kind.hook?.secretInUrl ? secrets.newHookSecret(key) : null;
    await saveProvider(db, { workspaceId, kind: key, ...secrets.split(kind, values), sealedHookSecret, connectedBy: by, at: clock.now() });
    changed(key);
  }

  /** @throws Refusal `not_found`, `provider_active` */
  async disconnect(workspaceId: number, key: string): Promise<void> {
    const { db, changed } = this.#options;
    const row = await this.#row(workspaceId, key);
    if (row.active) throw new Refusal("provider_active", { provider: this.#kind(key).name });
    await deleteProvider(db, workspaceId, key);
    changed(key);
  }

  /** From now on it carries the mail. @throws Refusal `not_found`, `provider_from_environment` */
  async activate(workspaceId: number, key: string): Promise<void> {
    const kind = this.#kind(key);
    if (!kind.open) throw new Refusal("validation_failed", { problem: `${kind.name} does not carry mail.` });
    this.#refuseEnvironmentMail();
    await this.#row(workspaceId, key);
    await this.#activate(workspaceId, key);
  }

  /** Mail goes to the local outbox again. */
  async deactivate(workspaceId: number, key: string): Promise<void> {
    const row = await this.#row(workspaceId, key);
    if (row.active) await this.#activate(workspaceId, null);
  }

  /** Makes a new secret at the end of the hook's address; the old one is refused from now on. */
  async renewHookSecret(workspaceId: number, key: string): Promise<void> {
    const { db, secrets, changed } = this.#options;
    const row = await this.#row(workspaceId, key);
    if (row.sealedHookSecret === null)
      throw new Refusal("validation_failed", { problem: `${this.#kind(key).name} signs what it sends; there is no secret of ours.` });
    await setHookSecret(db, workspaceId, key, secrets.newHookSecret(key));
    changed(key);
  }

  /** Asks the provider whether it takes what is typed (before it is saved), or what is kept. */
  async check(workspaceId: number, key: string, given: GivenValues): Promise<Found> {
    return this.#withChannel(workspaceId, key, given, (channel) => channel.check());
  }

  /** A mail to somebody who waits for it. */
  async test(workspaceId: number, key: string, to: string): Promise<Found> {
    const workspace = await readWorkspace(this.#options.db, workspaceId);
    const from = workspace?.settings.sender ?? this.#options.defaultFrom;
    const mail = testMail(this.#kind(key).name, from, to, newId(this.#options.clock.now()));
    return this.#withChannel(workspaceId, key, {}, async (channel) => {
      const result = await channel.send(mail);
      if (result.result !== "accepted") return { ok: false, detail: result.detail };
      return {
        ok: true,
        detail: result.providerId ? `${this.#kind(key).name} took the mail and calls it ${result.providerId}.` : `${this.#kind(key).name} took the mail.`,
      };
    });
  }

  /** The address that the provider calls, with its secret; null where there is no hook. */
  hookUrlOf({ kind, row }: ProviderView): string | null {
    const { publicUrl, secrets } = this.#options;
    if (!kind.hook || row === null) return null;
    const address = `${publicUrl}/webhooks/${kind.hook.path}`;
    try {
      return kind.hook.secretInUrl ? `${address}/${secrets.hookSecretOf(row)}` : address;
    } catch {
      return null;
    }
  }

  /** A channel over what is kept; one whose secrets do not open says so to every message. */
  channelOf(row: ProviderRow): Channel {
    const { secrets, surroundings } = this.#options;
    const kind = this.#kind(row.kind);
    try {
      const channel = kind.open?.(secrets.valuesOf(row), surroundings);
      return channel ?? new BrokenChannel(`${kind.name} does not carry mail.`);
    } catch (error) {
      if (error instanceof CannotOpen) return new BrokenChannel(`What ${kind.name} needs was sealed with another BECKON_SECRET. Enter its secrets anew.`);
      throw error;
    }
  }

  #activate(workspaceId: number, key: string | null): Promise<void> {
    const { db, changed } = this.#options;
    return db.transaction((tx) => activateProvider(tx, workspaceId, key)).then(() => changed(key ?? ""));
  }

  async #withChannel(workspaceId: number, key: string, given: GivenValues, work: (channel: Channel) => Promise<Found>): Promise<Found> {
    const kind = this.#kind(key);
    if (!kind.open) throw new Refusal("validation_failed", { problem: `There is nothing to check about ${kind.name}: it calls us.` });
    const values = this.#merged(kind, await readProvider(this.#options.db, workspaceId, key), given);
    const channel = kind.open(values, this.#options.surroundings);
    try {
      return await inTime(work(channel));
    } finally {
      void channel.close();
    }
  }

  #view(kind: ProviderKind, rows: readonly ProviderRow[], tallies: readonly HookTally[]): ProviderView {
    const { fromEnvironment } = this.#options;
    const row = rows.find((each) => each.kind === kind.key) ?? null;
    const setting = fromEnvironment[kind.key] ?? null;
    const mailIsFixed = this.#mailSetting() !== null;
    const active = kind.open !== undefined && (mailIsFixed ? setting !== null : (row?.active ?? false));
    return { kind, row, fromEnvironment: setting, active, tally: tallies.find((each) => each.kind === kind.key) ?? null };
  }

  #kind(key: string): ProviderKind {
    const kind = this.#options.kinds.find((each) => each.key === key);
    if (!kind) throw new Refusal("not_found", { what: "provider", id: key });
    return kind;
  }

  async #row(workspaceId: number, key: string): Promise<ProviderRow> {
    const kind = this.#kind(key);
    this.#refuseEnvironment(kind);
    const row = await readProvider(this.#options.db, workspaceId, key);
    if (!row) throw new Refusal("not_found", { what: "connected provider", id: key });
    return row;
  }

  #refuseEnvironment({ key, name }: ProviderKind): void {
    const setting = this.#options.fromEnvironment[key];
    if (setting !== undefined) throw new Refusal("provider_from_environment", { provider: name, setting });
  }

  #refuseEnvironmentMail(): void {
    const setting = this.#mailSetting();
    if (setting !== null) throw new Refusal("provider_from_environment", { provider: "The mail server", setting });
  }

  #mailSetting(): string | null {
    const { kinds, fromEnvironment } = this.#options;
    const fixed = kinds.find((kind) => kind.open && fromEnvironment[kind.key] !== undefined);
    return fixed ? (fromEnvironment[fixed.key] ?? null) : null;
  }

  /** What is kept with what is given over it, checked. */
  #merged(kind: ProviderKind, row: ProviderRow | null, given: GivenValues): ProviderValues {
    const unknown = Object.keys(given).find((key) => !kind.fields.some((field) => field.key === key && !field.hidden));
    if (unknown !== undefined) throw new Refusal("validation_failed", { problem: `${kind.name} has no setting ${unknown}.` }, `body.settings.${unknown}`);
    const kept = row === null ? {} : this.#kept(kind, row, given);
    const values: { [key: string]: string } = {};
    for (const field of kind.fields) {
      const value = (given[field.key] === undefined ? kept[field.key] : given[field.key]?.trim()) || (defaultOf(field) ?? "");
      const problem = problemOfValue(field, value);
      if (problem !== null) throw new Refusal("validation_failed", { problem: `${field.label} ${problem}.` }, `body.settings.${field.key}`);
      values[field.key] = value;
    }
    const contradiction = kind.contradiction?.(values);
    if (contradiction) throw new Refusal("validation_failed", { problem: contradiction }, "body.settings");
    return values;
  }

  /** A kept secret goes to no other host than the one for which it was entered: who may change the address may not read the secret. */
  #kept(kind: ProviderKind, row: ProviderRow, given: GivenValues): ProviderValues {
    const moves = kind.fields.some(
      ({ key, kind: type }) => (type === "host" || type === "url") && given[key] !== undefined && (given[key] ?? "") !== (row.settings[key] ?? ""),
    );
    if (moves) return row.settings;
    try {
      return this.#options.secrets.valuesOf(row);
    } catch (error) {
      if (error instanceof CannotOpen) return row.settings;
      throw error;
    }
  }
}

function defaultOf(field: ProviderField): string | undefined {
  return isSecret(field) ? undefined : field.options?.[0]?.value;
}

async function inTime(work: Promise<Found>): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<Found>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: `It did not answer within ${PATIENCE_MS / SECOND} seconds.` }), PATIENCE_MS);
  });
  return Promise.race([work, patience]).finally(() => clearTimeout(timer));
}

function testMail(provider: string, from: SenderSetting, to: string, sendId: string): RenderedEmail {
  const text = `This mail left Beckon by ${provider}. If you can read it, people can be reached this way.`;
  const domain = from.email.split("@").at(-1) ?? "localhost";
  return {
    channel: "email",
    sendId,
    messageId: `<${sendId}@${domain}>`,
    from: { email: from.email, ...(from.name ? { name: from.name } : {}) },
    to,
    subject: `Beckon sends by ${provider}`,
    html: `<p>${text}</p>`,
    text,
    headers: {},
  };
}

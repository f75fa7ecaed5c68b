import type { ProviderView } from "./providerDesk.ts";

/** Looks into the DNS. Answers nothing where there is nothing; throws where nobody could be asked. */
export interface Dns {
  txt(name: string): Promise<readonly string[]>;
  mx(name: string): Promise<readonly string[]>;
}

export interface DnsFinding {
  readonly what: "spf" | "dkim" | "dmarc" | "return_path";
  readonly name: string;
  readonly type: "TXT" | "MX";
  readonly wanted: string | null;
  readonly found: string[];
  readonly state: "found" | "missing" | "wrong" | "not_looked_up";
  readonly sentence: string;
}

/** What a domain needs so that mail from it is believed: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), and where its bounces go. */
export async function checkSendingDomain(dns: Dns, domain: string, active: ProviderView | null): Promise<DnsFinding[]> {
  const returnPath = active?.row?.settings["returnPathDomain"];
  return Promise.all([spf(dns, domain, active), dkim(dns, domain, active), dmarc(dns, domain), ...(returnPath ? [bounces(dns, returnPath)] : [])]);
}

type Look = Pick<DnsFinding, "found" | "state" | "sentence">;

async function lookedUp(look: () => Promise<readonly string[]>, judge: (found: readonly string[]) => Omit<Look, "found">): Promise<Look> {
  try {
    const found = [...(await look())];
    return { found, ...judge(found) };
  } catch {
    return {
      found: [],
      state: "not_looked_up",
      sentence: "It could not be looked up from here: the name servers do not answer. This says nothing about the record.",
    };
  }
}

async function spf(dns: Dns, domain: string, active: ProviderView | null): Promise<DnsFinding> {
  const include = active?.kind.dns?.spfInclude;
  const look = await lookedUp(
    async () => (await dns.txt(domain)).filter((text) => /^v=spf1\b/i.test(text)),
    (found) => {
      if (found.length === 0) return { state: "missing", sentence: "No SPF record says who may send for this domain." };
      if (found.length > 1) return { state: "wrong", sentence: "There are several SPF records, so receivers believe none. Make one of them." };
      if (include && !found[0]?.includes(`include:${include}`))
        return {
          state: "wrong",
          sentence: `It does not name ${active?.kind.name}: add include:${include}, unless a domain of its own for bounces is set up there.`,
        };
      return { state: "found", sentence: "It says who may send for this domain." };
    },
  );
  return { what: "spf", name: domain, type: "TXT", wanted: include ? `v=spf1 include:${include} ~all` : "v=spf1 mx ~all", ...look };
}

async function dkim(dns: Dns, domain: string, active: ProviderView | null): Promise<DnsFinding> {
  const own = active?.row?.settings["dkimSelector"];
  const selectors = own ? [own] : (active?.kind.dns?.dkimSelectors ?? []);
  const name = `${selectors[0] ?? "<selector>"}._domainkey.${domain}`;
  const shownAt = active?.kind.dns?.shownAt ?? "your provider";
  if (selectors.length === 0)
    return {
      what: "dkim",
      name,
      type: "TXT",
      wanted: null,
      found: [],
      state: "not_looked_up",
      sentence: `The name of the key differs from account to account: set the records shown at ${shownAt}, and look there whether they were seen.`,
    };
  const look = await lookedUp(
    async () => (await Promise.all(selectors.map((selector) => dns.txt(`${selector}._domainkey.${domain}`)))).flat().filter((text) => /\bp=/.test(text)),
    (found) =>
      found.length > 0
        ? { state: "found", sentence: "A key for signatures is there." }
        : { state: "missing", sentence: `No key was found under ${selectors.join(", ")}. The records stand at ${shownAt}.` },
  );
  return { what: "dkim", name, type: "TXT", wanted: null, ...look };
}

async function dmarc(dns: Dns, domain: string): Promise<DnsFinding> {
  const name = `_dmarc.${domain}`;
  const look = await lookedUp(
    async () => (await dns.txt(name)).filter((text) => /^v=DMARC1\b/i.test(text)),
    (found) =>
      found.length > 0
        ? { state: "found", sentence: "It says what to do with mail that is not signed." }
        : { state: "missing", sentence: "Gmail and Yahoo ask every large sender for this record. Begin with p=none, which only watches." },
  );
  return { what: "dmarc", name, type: "TXT", wanted: `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`, ...look };
}

async function bounces(dns: Dns, name: string): Promise<DnsFinding> {
  const look = await lookedUp(
    () => dns.mx(name),
    (found) =>
      found.length > 0
        ? { state: "found", sentence: "Mail that comes back has a server to go to." }
        : { state: "missing", sentence: "No mail server takes what comes back: set an MX record to the one that pipes it to Beckon." },
  );
  return { what: "return_path", name, type: "MX", wanted: null, ...look };
}

import { Resolver } from "node:dns/promises";
import type { Dns } from "../engine/sendingDomain.ts";

const TIME_LIMIT_MS = 3_000;

/** The name servers of this machine; what is not there is an empty answer, and silence an error. */
export const systemDns: Dns = {
  txt: (name) => asked(async (resolver) => (await resolver.resolveTxt(name)).map((parts) => parts.join(""))),
  mx: (name) => asked(async (resolver) => (await resolver.resolveMx(name)).map(({ exchange }) => exchange)),
};

async function asked(ask: (resolver: Resolver) => Promise<string[]>): Promise<string[]> {
  try {
    return await ask(new Resolver({ timeout: TIME_LIMIT_MS, tries: 1 }));
  } catch (error) {
    if (["ENOTFOUND", "ENODATA"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

import { type BeckonProcess, until } from "./beckonProcess.ts";

export const API_KEY = "bkn_api_chaoschaoschaoschaoschaoschaos";
export const WRITE_KEY = "bkn_write_chaoschaoschaoschaoschaos";

/** What a process of ours is asked and told, by the two keys. */
export interface BeckonClient {
  api<Answer>(method: string, route: string, body?: unknown): Promise<Answer>;
  /** As Segment's library does it: the same messages again until a 2xx comes. */
  sendBatch(batch: readonly object[]): Promise<void>;
}

export function beckonClient(beckon: BeckonProcess): BeckonClient {
  return {
    async api<Answer>(method: string, route: string, body?: unknown) {
      const response = await fetch(`${beckon.url}${route}`, {
        method,
        headers: { authorization: `Bearer ${API_KEY}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
    async sendBatch(batch) {
      await until(
        async () => {
          const headers = { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, "content-type": "application/json" };
          return (await fetch(`${beckon.url}/v1/batch`, { method: "POST", headers, body: JSON.stringify({ batch, sentAt: new Date().toISOString() }) })).ok;
        },
        () => `A batch was never accepted.\n${beckon.output()}`,
      );
    },
  };
}

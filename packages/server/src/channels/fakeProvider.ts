import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { RenderedEmail } from "@beckon/core";

/** A call as a provider's API got it. */
export interface TakenCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What the fake answers; null hangs up without a word. */
export type FakeAnswer = { readonly status: number; readonly headers?: { readonly [name: string]: string }; readonly body?: unknown } | null;

/** A provider's API on this machine, for tests. */
export async function fakeProvider(answer: (call: TakenCall) => FakeAnswer) {
  const calls: TakenCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const call = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      calls.push(call);
      const said = answer(call);
      if (said === null) return void request.socket.destroy();
      response.writeHead(said.status, { "content-type": "application/json", ...said.headers });
      response.end(said.body === undefined ? "" : JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

export const SEND_ID = "019aa000-0000-7000-8000-0000000000ab";

export const MAIL: RenderedEmail = {
  channel: "email",
  sendId: SEND_ID,
  messageId: "<abc@shop.example>",
  from: { name: "Ann, the shop", email: "hello@shop.example" },
  to: "bob@people.example",
  replyTo: "help@shop.example",
  subject: "Grüße",
  html: "<p>Hi</p>",
  text: "Hi",
  headers: { "List-Unsubscribe": "<https://mail.example/u/1>", "X-Beckon-Send": SEND_ID },
};

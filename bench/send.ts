import { performance } from "node:perf_hooks";
import type { EmailMessage, RenderedEmail } from "@beckon/core";
import nodemailer from "nodemailer";
import { compileEmail } from "../packages/server/src/template/email/compileEmail.ts";
import { renderEmail } from "../packages/server/src/template/email/renderEmail.ts";
import { openBench, progress, report } from "./harness.ts";
import { eventOf, launchMail, type MailEngine, mailEngine } from "./mailBench.ts";
import { aCart, SHOP_MAIL, SHORT_MAIL } from "./shopMail.ts";
import { type SmtpSink, startSink } from "./smtpSink.ts";

const BURST = 5_000;
const BATCH = 500;
/** Ours and the bare one in turns, because a machine is not always equally quick. */
const ROUNDS = 3;

/**
 * How fast does a burst of triggered mails leave? From the acceptance of 5,000 events to the last mail at an SMTP server in
 * another process: identity, inbox, decision, guard, template, record. The limit is nodemailer's pool with its defaults and
 * one ready body, which does none of that.
 */
export async function run(): Promise<void> {
  const bench = await openBench();
  const sink = await startSink();
  const engine = await mailEngine(bench.database.db, sink.url);
  try {
    engine.start();
    for (const [size, message] of [
      ["large", SHOP_MAIL],
      ["small", SHORT_MAIL],
    ] as const)
      await compare(size, message, bench.database.db, engine, sink);
  } finally {
    await engine.stop();
    await sink.close();
    await bench.close();
  }
}

async function compare(size: string, message: EmailMessage, db: Parameters<typeof launchMail>[0], engine: MailEngine, sink: SmtpSink): Promise<void> {
  const ready = await aReadyMail(message);
  progress(`${size}: a mail of ${Math.round((ready.html?.length ?? 0) / 1000)} kB of HTML`);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const event = `Cart ${size} ${round}`;
    await launchMail(db, event, message);
    await burst(engine, sink, event, 200);
    bare.push(await bareBurst(ready, sink));
    ours.push(await burst(engine, sink, event, BURST));
    progress(`  round ${round + 1}: ${Math.round(ours.at(-1)!)}/s, bare ${Math.round(bare.at(-1)!)}/s`);
  }
  report({ bench: "send", figure: size === "large" ? "sends_per_s" : "sends_per_s_small", value: median(ours), unit: "mails/s", limit: median(bare) });
}

let people = 0;

/** @returns mails a second, from the first acceptance to the last arrival */
async function burst(engine: MailEngine, sink: SmtpSink, event: string, count: number): Promise<number> {
  await sink.reset();
  const first = people;
  people += count;
  const start = performance.now();
  for (let from = 0; from < count; from += BATCH) {
    await engine.ingest.accept(
      Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => eventOf(first + from + index, event, aCart(first + from + index))),
    );
  }
  await sink.received(count);
  return (count / (performance.now() - start)) * 1000;
}

async function bareBurst(mail: RenderedEmail, sink: SmtpSink): Promise<number> {
  await sink.reset();
  const transport = nodemailer.createTransport({ host: "127.0.0.1", port: sink.port, pool: true, ignoreTLS: true });
  const start = performance.now();
  const { from, to, subject, html, text, headers } = mail;
  await Promise.all(
    Array.from({ length: BURST }, () =>
      transport.sendMail({ from: { name: from.name ?? "", address: from.email }, to, subject, html: html ?? undefined, text, headers }),
    ),
  );
  await sink.received(BURST);
  const perSecond = (BURST / (performance.now() - start)) * 1000;
  transport.close();
  return perSecond;
}

export async function aReadyMail(message: EmailMessage): Promise<RenderedEmail> {
  const compiled = await compileEmail(message, { isMarketing: true, language: "en" });
  const url = `https://mail.shop.example/c/${"x".repeat(39)}.${"y".repeat(80)}`;
  const outcome = renderEmail(
    compiled,
    {
      profile: { id: "p", attributes: { first_name: "Änn" }, identifiers: { email: ["person@shop.example"] } },
      event: { name: "Cart", at: 0, properties: aCart(1) },
      workspace: { name: "Shop", address: null, logoUrl: null },
      campaign: { key: "cart", name: "Cart" },
      message: { id: "m" },
      locale: "en",
      timeZone: "Europe/Berlin",
      now: 0,
      links: { unsubscribe: () => url, preferences: () => url, confirm: () => url, viewInBrowser: () => url, openPixel: () => url, click: () => url },
    },
    { workspaceId: 1, sendId: "ready", key: "ready", to: "person@shop.example", campaignId: "c", defaultFrom: { name: "Shop", email: "hello@shop.example" } },
  );
  if (outcome.outcome !== "rendered") throw new Error(`The benchmark's mail cannot be rendered: ${JSON.stringify(outcome)}`);
  return outcome.message;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

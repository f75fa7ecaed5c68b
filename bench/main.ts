import { progress } from "./harness.ts";
import { type BenchOptions, readOptions } from "./options.ts";

interface Programs {
  readonly [name: string]: () => Promise<{ readonly run: (options: BenchOptions) => Promise<void> }>;
}

/** Each answers one question; see the file. */
const BENCHES: Programs = {
  ingest: () => import("./ingest.ts"),
  journeys: () => import("./journeys.ts"),
  latency: () => import("./latency.ts"),
  lists: () => import("./lists.ts"),
  rehearsal: () => import("./rehearsal.ts"),
  promotions: () => import("./promotions.ts"),
  segments: () => import("./segments.ts"),
  send: () => import("./send.ts"),
};

/** Programs that a benchmark starts beside itself, or that prepare one. */
const HELPERS: Programs = {
  fill: () => import("./fill.ts"),
  "latency-client": () => import("./latencyClient.ts"),
  "load-generator": () => import("./loadGenerator.ts"),
  "smtp-sink": () => import("./smtpSink.ts"),
};

const { names: asked, options } = readOptions(process.argv.slice(2));
const names = asked.length > 0 ? asked : Object.keys(BENCHES);
for (const name of names) {
  const load = BENCHES[name] ?? HELPERS[name];
  if (!load) {
    progress(`There is no benchmark "${name}"; there are ${Object.keys(BENCHES).join(", ")}.`);
    process.exitCode = 1;
    continue;
  }
  await (await load()).run(options);
}

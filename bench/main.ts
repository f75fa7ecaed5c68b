import { progress } from "./harness.ts";

/** Each answers one question; see the file. */
const BENCHES: { readonly [name: string]: () => Promise<{ readonly run: () => Promise<void> }> } = {
  ingest: () => import("./ingest.ts"),
  latency: () => import("./latency.ts"),
  send: () => import("./send.ts"),
};

/** Programs that a benchmark starts beside itself. */
const HELPERS: typeof BENCHES = {
  "latency-client": () => import("./latencyClient.ts"),
  "load-generator": () => import("./loadGenerator.ts"),
  "smtp-sink": () => import("./smtpSink.ts"),
};

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(BENCHES);
for (const name of names) {
  const load = BENCHES[name] ?? HELPERS[name];
  if (!load) {
    progress(`There is no benchmark "${name}"; there are ${Object.keys(BENCHES).join(", ")}.`);
    process.exitCode = 1;
    continue;
  }
  await (await load()).run();
}

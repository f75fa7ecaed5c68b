import { parseArgs } from "node:util";
import { dbOf } from "../packages/server/src/store/db.ts";
import { openPool } from "../packages/server/src/store/pool.ts";
import { startTestServer } from "../test/testServer.ts";
import { BrokenPromise, Simulation } from "./simulation.ts";
import { newTally, type Tally } from "./tally.ts";

const HELP = `npm run sim -- [--seeds N] [--seed S] [--from S] [--steps N]
  --seeds N   so many lives, one seed each (default 1000)
  --from S    the first seed (default 1)
  --seed S    only this one, and every step of it is told
  --steps N   random steps of a life (default 60)
  --go-on     a broken promise is told and the next life begins`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    seed: { type: "string" },
    from: { type: "string" },
    steps: { type: "string" },
    "go-on": { type: "boolean" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(HELP);
} else {
  // At once: the server of the run goes with this process, and a broken life may leave a transaction open.
  process.exit(await simulate());
}

async function simulate(): Promise<number> {
  const server = await startTestServer();
  const db = dbOf(openPool(server.templateUrl, 8));
  const first = Number(values.seed ?? values.from ?? 1);
  const count = values.seed === undefined ? Number(values.seeds ?? 1000) : 1;
  const sum = newTally();
  const broken: number[] = [];
  const started = performance.now();
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      const tell = values.seed === undefined ? undefined : console.log;
      const tally = await new Simulation({ seed, db, steps: values.steps ? Number(values.steps) : undefined, tell }).run();
      for (const name of Object.keys(sum) as (keyof Tally)[]) sum[name] += tally[name];
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error;
      console.error(error.message);
      broken.push(seed);
      if (!values["go-on"]) return 1;
    }
    if ((seed - first + 1) % 50 === 0) console.error(`${seed - first + 1} of ${count} lives, ${Math.round((performance.now() - started) / 1000)} s`);
  }
  const met = Object.entries(sum).map(([name, value]) => `${value} ${name}`);
  console.log(`${count - broken.length} of ${count} lives kept every promise: ${met.join(", ")}.`);
  return broken.length === 0 ? 0 : 1;
}

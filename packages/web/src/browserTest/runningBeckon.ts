import { buildStale } from "../../../../scripts/house/build.mjs";
import { beckonApart, type RunningBeckon } from "../../../../test/beckonApart.ts";
import { testDatabase } from "../../../../test/database.ts";

export type { RunningBeckon };

/**
 * A Beckon on a database of its own on the server of this run of the tests.
 * @param settings of the environment, beside those of every test
 */
export async function runningBeckon(settings: { readonly [name: string]: string } = {}): Promise<RunningBeckon> {
  await buildStale();
  const database = await testDatabase();
  const beckon = await beckonApart(database.url, { settings });
  return {
    ...beckon,
    async stop() {
      await beckon.stop();
      await database.drop();
    },
  };
}

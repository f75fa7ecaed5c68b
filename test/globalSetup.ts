import type { TestProject } from "vitest/node";
import { buildStale } from "../scripts/house/build.mjs";
import { givenTestServer, startTestServer } from "./testServer.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseServerUrl: string;
    databaseTemplateUrl: string;
  }
}

/** One database server for the whole run (see `testDatabase`): our own, or the one at BECKON_TEST_SERVER_URL, to try another version. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (await someNeedTheBuild(project)) await buildStale();
  const given = process.env.BECKON_TEST_SERVER_URL;
  const server = given ? await givenTestServer(given) : await startTestServer();
  project.provide("databaseServerUrl", server.url);
  project.provide("databaseTemplateUrl", server.templateUrl);
  return () => server.stop();
}

/** Files that run side by side must not build into each other's output, so what they share is built before them. */
async function someNeedTheBuild(project: TestProject): Promise<boolean> {
  const named = process.argv.slice(3).filter((word) => !word.startsWith("-"));
  const { testFiles } = await project.globTestFiles(named);
  return testFiles.some((file) => /(\.browser|initialLoad)\.test\.ts$/.test(file));
}

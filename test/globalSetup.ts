import type { TestProject } from "vitest/node";
import { givenTestServer, startTestServer } from "./testServer.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseServerUrl: string;
    databaseTemplateUrl: string;
  }
}

/** One database server for the whole run (see `testDatabase`): our own, or the one at BECKON_TEST_SERVER_URL, to try another version. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.BECKON_TEST_SERVER_URL;
  const server = given ? await givenTestServer(given) : await startTestServer();
  project.provide("databaseServerUrl", server.url);
  project.provide("databaseTemplateUrl", server.templateUrl);
  return () => server.stop();
}

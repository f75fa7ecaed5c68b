import type { TestProject } from "vitest/node";
import { startTestServer } from "./testServer.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseServerUrl: string;
  }
}

/** One database server for the whole run; see `testDatabase`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide("databaseServerUrl", server.url);
  return () => server.stop();
}

import { amplitude } from "./amplitude.ts";
import type { CohortSource } from "./cohort.ts";
import { mixpanel } from "./mixpanel.ts";

/** Every system whose cohorts fill lists. */
const ALL: readonly CohortSource[] = [mixpanel, amplitude];

export const COHORT_SOURCES: ReadonlyMap<string, CohortSource> = new Map(ALL.map((source) => [source.name, source]));

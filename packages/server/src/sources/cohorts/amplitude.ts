import { isObject, type JsonObject } from "@beckon/core";
import { type CohortMember, type CohortProblem, type CohortSource, rowsOf, textOf } from "./cohort.ts";

/** Amplitude's cohort webhook with its own payload: who came (`in_cohort`), or who went, a batch a request. */
export const amplitude: CohortSource = {
  name: "amplitude",
  title: "Amplitude",

  read(body) {
    const about: JsonObject = isObject(body) ? body : {};
    const id = textOf(about["cohort_id"]);
    if (id === null) return problem("cohort_id", "It is missing; it says which cohort is meant.");
    if (typeof about["in_cohort"] !== "boolean") return problem("in_cohort", "It must be true (these people came) or false (they went).");
    const users = rowsOf(about["users"]);
    if (users === null) return problem("users", "It is missing; it is a list of people.");
    return {
      cohort: { id, name: textOf(about["cohort_name"]) ?? id, description: "" },
      action: about["in_cohort"] ? "add" : "remove",
      session: null,
      members: users.map(memberOf),
    };
  },

  answer(_body, answer): JsonObject {
    if ("error" in answer) return { error: { message: answer.error, status: answer.status } };
    return { success: true, ...answer };
  },
};

function problem(path: string, what: string): CohortProblem {
  return { path: `body.${path}`, problem: `body.${path}: ${what}` };
}

function memberOf(row: JsonObject): CohortMember {
  const properties: JsonObject = isObject(row["user_properties"] ?? null) ? (row["user_properties"] as JsonObject) : {};
  const names: CohortMember["names"][number][] = [];
  const user = textOf(row["user_id"]);
  const email = textOf(row["email"]) ?? textOf(properties["email"]);
  const device = textOf(row["device_id"]);
  if (user !== null) names.push({ kind: "user_id", value: user });
  if (email !== null) names.push({ kind: "email", value: email });
  else if (user?.includes("@")) names.push({ kind: "email", value: user });
  if (device !== null) names.push({ kind: "anonymous_id", value: device });
  return { names, attributes: {} };
}

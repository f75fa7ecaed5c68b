import { isObject, type Json, type JsonObject } from "@beckon/core";
import { type CohortMember, type CohortPage, type CohortProblem, type CohortSource, rowsOf, textOf } from "./cohort.ts";

const ACTIONS: { readonly [action: string]: CohortPage["action"] } = { members: "replace", add_members: "add", remove_members: "remove" };

/** Mixpanel's cohort sync to a custom webhook: all members at first, then who came and who went, 1,000 a request. */
export const mixpanel: CohortSource = {
  name: "mixpanel",
  title: "Mixpanel",

  read(body) {
    const { action = "", parameters } = isObject(body) ? body : {};
    const known = typeof action === "string" && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (known === undefined) return problem("action", "It must be `members`, `add_members` or `remove_members`.");
    if (!isObject(parameters ?? null)) return problem("parameters", "It is missing; it holds the cohort and its members.");
    const about = parameters as JsonObject;
    const id = textOf(about["mixpanel_cohort_id"]) ?? textOf(about["mixpanel_cohort_name"]);
    if (id === null) return problem("parameters.mixpanel_cohort_id", "It is missing; it says which cohort is meant.");
    const members = rowsOf(about["members"]);
    if (members === null) return problem("parameters.members", "It is missing; it is a list of people, empty where nobody came or went.");
    return {
      cohort: { id, name: textOf(about["mixpanel_cohort_name"]) ?? id, description: textOf(about["mixpanel_cohort_description"]) ?? "" },
      action: known,
      session: sessionOf(about),
      members: members.map(memberOf),
    };
  },

  answer(body, answer): JsonObject {
    const action = isObject(body) ? (body["action"] ?? null) : null;
    if ("error" in answer) return { action, status: "failure", error: { message: answer.error, code: answer.status } };
    return { action, status: "success", ...answer };
  },
};

function problem(path: string, what: string): CohortProblem {
  return { path: `body.${path}`, problem: `body.${path}: ${what}` };
}

/** Pages are counted from 1. */
function sessionOf(about: JsonObject): CohortPage["session"] {
  const id = textOf(about["mixpanel_session_id"]);
  const info = about["page_info"];
  if (id === null || !isObject(info ?? null)) return null;
  const { page_count, total_pages } = info as JsonObject;
  const [page, pages] = [Number(page_count), Number(total_pages)];
  return Number.isInteger(page) && Number.isInteger(pages) && page >= 1 && pages >= page && pages <= PAGES_MAX ? { id, page, pages } : null;
}

/** A thousand pages are a million people. */
const PAGES_MAX = 100_000;

const DEVICE = "$device:";

/**
 * Mixpanel's distinct id is the user id of whoever was identified there, and else an id of their device. It may be a mail address,
 * where the site identifies people by it.
 */
function memberOf(row: JsonObject): CohortMember {
  const distinct = textOf(row["mixpanel_distinct_id"]) ?? textOf(row["$distinct_id"]);
  const user = textOf(row["user_id"]) ?? textOf(row["$user_id"]);
  const email = textOf(row["email"]) ?? textOf(row["$email"]);
  const phone = textOf(row["phone_number"]) ?? textOf(row["$phone"]);
  const names: CohortMember["names"][number][] = [];
  const known = (kind: (typeof names)[number]["kind"], value: string | null) => {
    if (value !== null) names.push({ kind, value });
  };
  known("user_id", user);
  if (distinct?.startsWith(DEVICE)) known("anonymous_id", distinct.slice(DEVICE.length));
  else known("user_id", distinct);
  known("email", email);
  if (distinct?.includes("@") && email === null) known("email", distinct);
  known("phone", phone);
  if (distinct !== null && !distinct.startsWith(DEVICE)) known("anonymous_id", distinct);
  return { names, attributes: attributesOf({ first_name: row["first_name"] ?? row["$first_name"], last_name: row["last_name"] ?? row["$last_name"] }) };
}

function attributesOf(given: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const text = textOf(value);
      return text === null ? [] : [[name, text]];
    }),
  );
}

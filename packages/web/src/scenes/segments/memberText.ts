import type { MemberRef } from "@beckon/contract";
import { readCsv } from "../../ui/readCsv.ts";

/** Who is named by a pasted text: mail addresses and user ids, by lines or commas, each once. */
export function membersOfText(text: string): readonly MemberRef[] {
  return distinct(text.split(/[\n,;\t]+/).map((name) => name.trim()));
}

/** Who is named by a CSV file: the column of user ids, else that of addresses; a file of one column needs no heading. */
export function membersOfFile(text: string): readonly MemberRef[] {
  const [head = [], ...rows] = readCsv(text);
  const column = COLUMNS.map((name) => head.findIndex((title) => plain(title) === name)).find((place) => place >= 0);
  if (column !== undefined) return distinct(rows.map((row) => row[column]?.trim() ?? ""));
  return head.length === 1 ? distinct([head, ...rows].map(([name]) => name?.trim() ?? "")) : [];
}

export function textOfMember({ profileId, userId, email, anonymousId }: MemberRef): string {
  return userId ?? email ?? anonymousId ?? profileId ?? "";
}

const COLUMNS = ["userid", "email", "emailaddress", "id"];

function plain(title: string): string {
  return title.toLowerCase().replace(/[^a-z]/g, "");
}

function distinct(names: readonly string[]): readonly MemberRef[] {
  return [...new Set(names)].filter((name) => name !== "").map((name) => (name.includes("@") ? { email: name } : { userId: name }));
}

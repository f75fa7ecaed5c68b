import type { ReachableFilter } from "@beckon/core";
import { filterKind } from "./filterKind.ts";

/** Has an address on the channel that is not closed, and has not left the channel. */
export const reachableFilter = filterKind<ReachableFilter>(["reachable"], ({ channel, is }, parameters) => {
  const name = parameters.add(channel, "text");
  return `(${is ? "" : "not "}(
    not coalesce(p.state -> 'suppressed' ? ${name}, false) and coalesce(p.consent -> 'channels' ->> ${name}, '') <> 'unsubscribed'
    and (coalesce(p.attributes ->> ${name}, '') <> '' or exists (select 1 from identities i where i.profile_id = p.id and i.kind = ${name}))))`;
});

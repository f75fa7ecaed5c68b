import type { KnownAsFilter } from "@beckon/core";
import { filterKind } from "./filterKind.ts";

const HAS = (kinds: string) => `exists (select 1 from identities i where i.profile_id = p.id and i.kind in (${kinds}))`;
const IS_CUSTOMER = HAS("'user_id', 'stripe_customer_id'");
const HAS_ADDRESS = `(${HAS("'email', 'phone'")} or coalesce(p.attributes ->> 'email', p.attributes ->> 'phone', '') <> '')`;

/** How well somebody is known: with an account, by an address alone, or not at all. */
const SQL = {
  customer: IS_CUSTOMER,
  contact: `(not ${IS_CUSTOMER} and ${HAS_ADDRESS})`,
  visitor: `(not ${IS_CUSTOMER} and not ${HAS_ADDRESS})`,
};

export const knownAsFilter = filterKind<KnownAsFilter>(["known_as"], ({ as }) => SQL[as]);

/** Ids as Voucherify's clients know them: a short word for the kind, and the rest of the UUID without dashes. */
export type IdKind = "cust" | "camp" | "v" | "pub" | "r" | "rr" | "rf" | "val" | "asgm" | "vtx" | "rh" | "seg" | "ssn" | "valid";

export function idOf(kind: IdKind, uuid: string): string {
  return `${kind}_${uuid.replaceAll("-", "")}`;
}

/** The UUID in such an id, or in a bare UUID; null where it is neither. */
export function uuidIn(id: string): string | null {
  const hex = /^(?:[a-z]+_)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i.exec(id);
  return hex === null ? null : hex.slice(1, 6).join("-").toLowerCase();
}

/** An id that nothing has: what is looked up by it is not found. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** `Basic base64(writeKey:)`; some libraries leave the colon away. */
export function basicUser(header: string | undefined): string | null {
  return basicParts(header)?.user ?? null;
}

export function basicPassword(header: string | undefined): string | null {
  return basicParts(header)?.password ?? null;
}

function basicParts(header: string | undefined): { readonly user: string; readonly password: string | null } | null {
  const match = /^basic +([\w+/=-]+) *$/i.exec(header ?? "");
  if (match?.[1] === undefined) return null;
  const decoded = Buffer.from(match[1], "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon === -1 ? { user: decoded, password: null } : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

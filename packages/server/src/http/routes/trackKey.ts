/** `Basic base64(writeKey:)`; some libraries leave the colon away. */
export function basicUser(header: string | undefined): string | null {
  const match = /^basic +([\w+/=-]+) *$/i.exec(header ?? "");
  if (match?.[1] === undefined) return null;
  const decoded = Buffer.from(match[1], "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon === -1 ? decoded : decoded.slice(0, colon);
}

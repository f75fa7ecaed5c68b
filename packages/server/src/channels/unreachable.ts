const HINTS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, "nothing answers there. Are the address and the port right?"],
  [/ENOTFOUND|EAI_AGAIN|EDNS|getaddrinfo/, "nobody knows this name. Is it spelled right?"],
  [/EHOSTUNREACH|ENETUNREACH/, "no way leads there from here. Does a firewall stand between?"],
  [/wrong version number|packet length too long/i, "the port speaks another encryption. TLS from the start usually is on 465, STARTTLS on 587."],
  [/CERT|certificate|self.signed|altnames/i, "its certificate cannot be trusted. Is this the name that the certificate is for?"],
  [/timed? ?out|timeout|no answer within/i, "no answer came. Is the port right, and open from here?"],
];

/** What to mend where a server cannot be reached, with the system's own words behind it. */
export function unreachableWords(detail: string, code = ""): string {
  const hint = HINTS.find(([sign]) => sign.test(`${code} ${detail}`))?.[1];
  return hint === undefined ? detail : `${hint} (${detail})`;
}

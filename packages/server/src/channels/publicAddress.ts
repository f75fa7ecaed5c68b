import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** The address is one of our own network, where no webhook of a campaign has any business. */
export class PrivateAddress extends Error {
  constructor(host: string, address: string) {
    super(
      `${host === address ? host : `${host} leads to ${address}, which`} is an address of a private network. Webhooks go to public addresses only; an operator can allow others by BECKON_WEBHOOK_ALLOW_PRIVATE.`,
    );
    this.name = "PrivateAddress";
  }
}

/** Which addresses beside public ones may be connected to: hosts and networks in CIDR notation. */
export type AllowedPrivate = readonly string[];

/** Loopback, link-local with the metadata service, private, carrier-grade NAT, multicast, reserved, and IPv6 forms that carry any of them. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}

function isAllowed(host: string, address: string, allowed: AllowedPrivate): boolean {
  return allowed.some((entry) => {
    if (!entry.includes("/")) return entry.toLowerCase() === host.toLowerCase() || entry === address;
    const [network, bits] = ipaddr.parseCIDR(entry);
    const candidate = ipaddr.process(address);
    return candidate.kind() === network.kind() && candidate.match(network, bits);
  });
}

function mayConnect(host: string, address: string, allowed: AllowedPrivate): boolean {
  return isPublic(address) || (ipaddr.isValid(address) && isAllowed(host, address, allowed));
}

/** A host that is written as an address is never looked up, so it is asked by itself. @throws PrivateAddress */
export function refusePrivateLiteral(hostname: string, allowed: AllowedPrivate): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(host) && !mayConnect(host, host, allowed)) throw new PrivateAddress(hostname, host);
}

type Resolve = (host: string, answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

/**
 * Looks a host up for the very connection that is made: what was checked is what is connected to, so a name that answers
 * differently the second time (DNS rebinding) gains nothing.
 */
export function publicLookup(allowed: AllowedPrivate, resolve: Resolve = (host, answer) => dnsLookup(host, { all: true }, answer)): LookupFunction {
  return (host, options, answer) => {
    resolve(host, (error, addresses) => {
      if (error) return answer(error, "", 0);
      const good = addresses.filter(({ address }) => mayConnect(host, address, allowed));
      const [first] = good;
      if (first === undefined) return answer(new PrivateAddress(host, addresses[0]?.address ?? "nothing"), "", 0);
      if (options.all) return answer(null, good);
      answer(null, first.address, first.family);
    });
  };
}

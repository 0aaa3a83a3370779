// Which addresses may be called. A name is looked up once, by the connection itself, and what it leads to is checked there,
// so that a name that answers differently the second time (DNS rebinding) gains nothing.

import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** A call to an address that only somebody inside may call. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
  readonly code = 'address-refused';
}

/** Not of the public internet: IANA's special-purpose registries (RFC 6890), multicast, and IPv6 that holds such an IPv4. */
const ranges: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const blocked = new BlockList();
for (const [network, prefix] of ranges) blocked.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6');

/** Whether an IP address, without brackets, is none of the public internet. An IPv4 within IPv6 counts as what it is. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || blocked.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Checks a host that is an address itself, which no lookup will see. @throws PrivateAddress */
export function assertPublicHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw refusal(hostname, host);
}

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** `dns.lookup` that gives only public addresses; where one of a name's addresses is private, the name is refused. */
export function publicLookup(hostname: string, options: LookupOptions, callback: Callback): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const inside = addresses.find(({ address }) => isPrivateAddress(address));
    if (inside !== undefined) return callback(refusal(hostname, inside.address), []);
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    if (first === undefined) return callback(new Error(`${hostname} has no address`), []);
    callback(null, first.address, first.family);
  });
}

function refusal(hostname: string, address: string): PrivateAddress {
  const which = hostname.replace(/^\[|\]$/g, '') === address ? '' : ` (${address})`;
  return new PrivateAddress(`${hostname}${which} is an address of this machine or of a private network`);
}

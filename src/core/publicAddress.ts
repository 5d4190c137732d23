// Whether an IP address is one of the public internet, as https://www.iana.org/assignments/iana-ipv4-special-registry and
// .../iana-ipv6-special-registry say. Everything else leads into networks that an outsider must not reach: this machine, private
// networks, the metadata services of clouds.
import { isIP } from 'node:net';
import { type AddressRange, parseAddressRange } from './addressRange.ts';
import { canonicalAddress } from './canonicalAddress.ts';

const rangesOf = (...texts: string[]): AddressRange[] => texts.map((text) => parseAddressRange(text) as AddressRange);

const specialIPv4 = rangesOf(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
);

/** All that is assigned. */
const globalIPv6 = rangesOf('2000::/3');

/** Within it: protocols, documentation, and what carries an IPv4 address (Teredo, 6to4). */
const specialIPv6 = rangesOf('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** False for anything but an IP address. */
export function isPublicAddress(text: string): boolean {
  const address = canonicalAddress(text);
  if (address === null) return false;
  const isIn = (ranges: readonly AddressRange[]) => ranges.some((range) => range.includes(address));
  return isIP(address) === 4 ? !isIn(specialIPv4) : isIn(globalIPv6) && !isIn(specialIPv6);
}

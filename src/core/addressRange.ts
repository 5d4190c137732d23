// A range of IP addresses: one address, or an address with the length of its prefix (CIDR). IPv4 and IPv6 are separate: `::/0`
// has no IPv4 addresses. Both are compared in canonical form, so a zone is ignored, and `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
// https://www.rfc-editor.org/rfc/rfc4632 https://www.rfc-editor.org/rfc/rfc4291#section-2.3
import { BlockList, isIP } from 'node:net';
import { canonicalAddress } from './canonicalAddress.ts';

export interface AddressRange {
  /** False for anything but an IP address. */
  includes(address: string): boolean;
}

/** Null for anything but an address or a range. */
export function parseAddressRange(text: string): AddressRange | null {
  const [, written = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = canonicalAddress(written);
  if (address === null) return null;
  const family = familyOf(address);
  const length = lengthOf(prefix, written, family);
  if (length === null) return null;
  const range = new BlockList();
  range.addSubnet(address, length, family);
  return {
    includes: (other) => {
      const canonical = canonicalAddress(other);
      return canonical !== null && familyOf(canonical) === family && range.check(canonical, family);
    },
  };
}

type Family = keyof typeof bits;

const bits = { ipv4: 32, ipv6: 128 };

const familyOf = (address: string): Family => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** In bits of the family; null if there are fewer or more. The prefix of an IPv4 address in IPv6 form has 96 bits more. */
function lengthOf(prefix: string | undefined, written: string, family: Family): number | null {
  if (prefix === undefined) return bits[family];
  const length = Number(prefix) - (bits[familyOf(written)] - bits[family]);
  return length >= 0 && length <= bits[family] ? length : null;
}

// The one form of an IP address that is compared and logged: without zone, IPv6 in the form of RFC 5952, and an IPv4 address
// in IPv6 form (`::ffff:10.0.0.1`, as a dual-stack socket reports it) as IPv4.
import { isIP } from 'node:net';

/** Null for anything but an IP address. */
export function canonicalAddress(text: string): string | null {
  const address = text.replace(/%.*$/s, '');
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : null;
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const bytes = [high, low].flatMap((half) => {
    const value = Number.parseInt(half, 16);
    return [value >> 8, value & 255];
  });
  return bytes.join('.');
}

// The network that counts as one client: an IPv4 address itself; of an IPv6 address its /64, which is the least that one
// customer gets. https://www.rfc-editor.org/rfc/rfc6177

/** `address` is in canonical form. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [before = [], after = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

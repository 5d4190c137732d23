// Whether a host name means this machine, whatever a DNS server says: loopback, its addresses in IPv6 form, and the names below
// localhost, which nobody can register. https://www.rfc-editor.org/rfc/rfc6761#section-6.3
import { isLoopback } from './isLoopback.ts';

/** In the form of URL.hostname, with or without brackets. */
export const isThisMachine = (name: string): boolean =>
  isLoopback(name) || /^[^:]+\.localhost$/i.test(name) || /^\[?::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]?$/i.test(name);

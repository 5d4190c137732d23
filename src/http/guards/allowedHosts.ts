// Whom a server answers, by the Host that a request names.
import { isLoopback } from '../../core/isLoopback.ts';

/** Yoga makes a URL of it, and where it cannot, its answer is a stack. */
const isHost = (host: string): boolean => /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`);

/**
 * Whom a server that listens on `host` answers. On loopback, requests that name it so: a page whose own name has been
 * pointed at this machine can make a browser send anything, but not with another Host than its own.
 */
export const allowedHosts =
  (host: string) =>
  (asked = 'localhost'): boolean =>
    isHost(asked) && (isLoopback(asked) || !isLoopback(host));

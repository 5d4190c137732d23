// The check of the Host header: a DNS-rebinding guard for servers on loopback.
import { isLoopback } from '../../core/isLoopback.ts';

/** Yoga makes a URL of the host. If that throws, its response contains a stack trace. */
const isHost = (host: string): boolean => /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`);

/**
 * Accepts the Host headers of a server that listens on `host`. On loopback these are the names of loopback only: a web
 * page whose domain resolves to this machine can make a browser send any request, but only with the page's own Host.
 */
export const allowedHosts =
  (host: string) =>
  (requested = 'localhost'): boolean =>
    isHost(requested) && (isLoopback(requested) || !isLoopback(host));

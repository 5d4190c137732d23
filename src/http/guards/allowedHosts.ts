// The check of the Host header: a DNS-rebinding guard for servers on loopback.
import { isLoopback } from '../../core/isLoopback.ts';
import { isThisMachine } from '../../core/isThisMachine.ts';
import { hostName } from './hostName.ts';

/**
 * Accepts the Host headers of a server that listens on `host`. On loopback these are the names of this machine, and the host of
 * `publicUrl`, whatever the port: a web page whose domain resolves to this machine can make a browser send any request, but
 * only with the page's own Host.
 */
export function allowedHosts(host: string, publicUrl?: string): (requested: string | undefined) => boolean {
  const publicName = publicUrl === undefined ? null : hostName(new URL(publicUrl).host);
  return (requested = 'localhost') => {
    const name = hostName(requested);
    return name !== null && (isThisMachine(name) || name === publicName || !isLoopback(host));
  };
}

// Request targets in absolute form, such as `GET http://host/graphql HTTP/1.1`: programs that take the gateway for a proxy send
// them. A server has to accept them, and to use the host of the target in place of the Host header.
// https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
import type { IncomingMessage } from 'node:http';

const absoluteForm = /^https?:\/\/([^/?#]*)(.*)$/is;

/**
 * Rewrites the URL and the host of such a request as if it had been sent in origin form. A target on another host stays: it is
 * an unknown path.
 */
export function useOriginForm(request: IncomingMessage, isAllowedHost: (host: string) => boolean): void {
  const { url = '' } = request;
  if (url.startsWith('/')) return;
  const [, host, rest] = absoluteForm.exec(url) ?? [];
  if (host === undefined || rest === undefined || !isAllowedHost(host)) return;
  request.headers.host = host;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}

// Names in Host and Origin headers, compared as browsers compare them: without case, default ports, and the dot that ends a
// fully qualified name.

/** Yoga makes a URL of the host. If that throws, its response contains a stack trace. */
const isHost = (host: string): boolean => /^[\w.:[\]-]+$/.test(host);

const withoutFinalDot = (name: string): string => name.replace(/\.$/, '');

/** The host of a Host header without its port; null if it is malformed. */
export function hostName(host: string): string | null {
  const url = `http://${host}`;
  return isHost(host) && URL.canParse(url) ? withoutFinalDot(new URL(url).hostname) : null;
}

/** An origin, or a Host header with the scheme of its URL, as scheme, name and port; null if it is malformed. */
export function normalizeOrigin(origin: string): string | null {
  if (!URL.canParse(origin)) return null;
  const { protocol, hostname, port } = new URL(origin);
  return `${protocol}//${withoutFinalDot(hostname)}${port === '' ? '' : `:${port}`}`;
}

// The name in a Host header, as browsers compare it: without case and port, and without the dot that ends a fully qualified
// name.

/** Yoga makes a URL of the host. If that throws, its response contains a stack trace. */
const isHost = (host: string): boolean => /^[\w.:[\]-]+$/.test(host);

export const withoutFinalDot = (name: string): string => name.replace(/\.$/, '');

/** Null if the header is malformed. */
export function hostName(host: string): string | null {
  const url = `http://${host}`;
  return isHost(host) && URL.canParse(url) ? withoutFinalDot(new URL(url).hostname) : null;
}

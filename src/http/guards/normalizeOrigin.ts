// Origins, compared as browsers compare them: without case, default port, and the dot that ends a fully qualified name.
import { withoutFinalDot } from './hostName.ts';

/** An origin, or a Host header with the scheme of its URL, as scheme, name and port; null if it is malformed. */
export function normalizeOrigin(origin: string): string | null {
  if (!URL.canParse(origin)) return null;
  const { protocol, hostname, port } = new URL(origin);
  return `${protocol}//${withoutFinalDot(hostname)}${port === '' ? '' : `:${port}`}`;
}

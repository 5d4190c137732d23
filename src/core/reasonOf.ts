// The reason of a failure as one line of text, for a message to the operator. It is never for callers.

interface Failure {
  name?: string;
  message?: string;
  code?: string;
  /** Of an error that stands for several, such as the addresses of a host. */
  errors?: unknown[];
  /** What fetch failed for. */
  cause?: { code?: string };
  /** Where a connection failed, and through which proxy. */
  host?: string;
  proxy?: string;
}

/** A command may print a page. */
const longest = 500;

export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { name, message, code, errors, cause, host, proxy }: Failure = error;
  const words = message || errors?.map(reasonOf).join('; ') || code || name || 'unknown error';
  // The message of fetch is only that it failed.
  const text = name === 'TypeError' && cause?.code !== undefined ? cause.code : words;
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, longest);
  const places = [host, proxy && `proxy ${proxy}`].filter((place) => place && !line.includes(place));
  return places.length === 0 ? line : `${line} (${places.join(', ')})`;
}

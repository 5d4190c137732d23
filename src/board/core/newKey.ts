/** A new idempotency key. Also on pages without TLS, where crypto.randomUUID is missing. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

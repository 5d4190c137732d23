// The root element of an XML document, from its first bytes.

/** The name of the root element, after the declaration and comments. Undefined if there is none, as after a doctype. */
export const xmlRoot = (bytes: Uint8Array): string | undefined =>
  beforeRoot.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString())?.[1];

/** The declaration and each comment have one possible end: no backtracking. */
const beforeRoot = /^\uFEFF?\s*(?:<\?(?:(?!\?>).)*\?>\s*|<!--(?:(?!-->).)*-->\s*)*<([\w:-]+)/s;

// The root element of an XML document.

/** The name of the root element, after the declaration and comments. Undefined if there is none, as after a doctype. */
export const xmlRoot = (bytes: Uint8Array): string | undefined =>
  beforeRoot.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString())?.[1];

/** The declaration and each comment have one possible end: no backtracking. */
const beforeRoot = /^\uFEFF?\s*(?:<\?(?:(?!\?>).)*\?>\s*|<!--(?:(?!-->).)*-->\s*)*<([\w:-]+)/s;

/** Whether the document has this root element from start to end. The SDK's parser also reads one that is cut. */
export function isWholeXml(bytes: Buffer, root: string): boolean {
  if (xmlRoot(bytes) !== root) return false;
  const text = bytes.toString('latin1').trimEnd();
  // A comment or text could contain the end.
  const structure = text.includes('<!') ? text.replace(/<!\[CDATA\[.*?\]\]>|<!--.*?-->/gs, '').trimEnd() : text;
  const end = /<\/([\w:-]+)\s*>$|<[\w:-]+(?:\s[^<>]*)?\/>$/.exec(structure);
  return end !== null && !structure.includes('<!') && (end[1] === undefined || end[1] === root);
}

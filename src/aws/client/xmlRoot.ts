// The root element of an XML document.
import { maskXml } from './maskXml.ts';

/** The name of the root element, after the declaration and comments. Undefined if there is none, as after a doctype. */
export const xmlRoot = (bytes: Uint8Array): string | undefined =>
  beforeRoot.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString())?.[1];

/** The declaration and each comment have one possible end: no backtracking. */
const beforeRoot = /^\uFEFF?\s*(?:<\?(?:(?!\?>).)*\?>\s*|<!--(?:(?!-->).)*-->\s*)*<([\w:-]+)/s;

/**
 * Whether the document has this root element from start to end, and the list once. The SDK's parser also reads a document that
 * is cut, and one of two lists.
 */
export function isWholeXml(bytes: Buffer, root: string, list?: string): boolean {
  if (xmlRoot(bytes) !== root) return false;
  const structure = maskXml(bytes.toString('latin1'))?.trimEnd();
  if (structure === undefined) return false;
  const isEmpty = new RegExp(`<${root}(?:\\s[^<>]*)?/>$`).test(structure);
  const end = structure.search(new RegExp(`</${root}\\s*>`));
  const isEnd = end >= 0 && structure.indexOf('>', end) === structure.length - 1;
  const lists = list === undefined ? [] : (structure.match(new RegExp(`<${list}[\\s/>]`, 'g')) ?? []);
  return (isEmpty || isEnd) && lists.length < 2;
}

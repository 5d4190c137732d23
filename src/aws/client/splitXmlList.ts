// The records of a list in the bytes of an XML document, as far as they can be separated.

import { maskXml } from './maskXml.ts';
import type { ListParts } from './splitJsonList.ts';
import { xmlRoot } from './xmlRoot.ts';

/** Null if there is no such list, or it does not end. */
export function splitXmlList(bytes: Buffer, member: string): ListParts | null {
  // One character per byte, so that invalid bytes stay as they are.
  const text = maskXml(bytes.toString('latin1'));
  const open = new RegExp(`<${member}(?:\\s[^<>]*)?>`).exec(text ?? '');
  const root = xmlRoot(bytes);
  if (text === undefined || !open || root === undefined) return null;
  const start = open.index + open[0].length;
  const end = text.lastIndexOf(`</${member}>`);
  if (end < start) return null;
  const cuts = [0, ...cutsOf(text.slice(start, end))].map((cut) => start + cut);
  return {
    head: bytes.subarray(0, start),
    tail: bytes.subarray(end),
    records: cuts.flatMap((cut, index) => {
      const next = cuts[index + 1] ?? end;
      return text.slice(cut, next).trim() === '' ? [] : [bytes.subarray(cut, next)];
    }),
    separator: Buffer.alloc(0),
    empty: Buffer.from('<member/>'),
    alone: (record) =>
      Buffer.concat([Buffer.from(`<${root}><${member}>`), record, Buffer.from(`</${member}></${root}>`)]),
    idOf: (record, idMember) =>
      new RegExp(`<${idMember}>([^<]{1,255})</${idMember}>`).exec(record.toString())?.[1] ?? null,
  };
}

/** Whether a part of a list is an element of it. The SDK passes over anything else without an error. */
export const isMember = (record: Buffer): boolean => /^\s*<member[\s/>]/.test(record.toString('latin1', 0, 64));

/**
 * Where the elements start and end: what is between two of them is a part too. A record can contain lists of its own. If one
 * does not end, each start of an element is taken for that of a record.
 */
function cutsOf(text: string): number[] {
  const cuts: number[] = [];
  let depth = 0;
  for (const { 0: tag, 1: close, 2: isEmpty, index } of text.matchAll(/<(\/?)member(?:\s[^<>]*?)?(\/?)>/g)) {
    if (close) depth -= 1;
    else {
      if (depth === 0) cuts.push(index);
      if (!isEmpty) depth += 1;
    }
    if (depth < 0) break;
    if (depth === 0) cuts.push(index + tag.length);
  }
  return depth === 0 ? cuts : [...text.matchAll(/<member[\s/>]/g)].map(({ index }) => index);
}

// The records of a list in the bytes of an XML document, as far as they can be separated.
import type { ListParts } from './splitJsonList.ts';

/** Null if there is no such list, or it does not end. */
export function splitXmlList(bytes: Buffer, member: string): ListParts | null {
  // One character per byte, so that invalid bytes stay as they are.
  const text = bytes.toString('latin1');
  const open = new RegExp(`<${member}(?:\\s[^<>]*)?>`).exec(text);
  const end = text.lastIndexOf(`</${member}>`);
  if (!open || end < 0) return null;
  const start = open.index + open[0].length;
  const records = text.slice(start, end).split(/(?=<member[\s>/])/);
  return {
    head: bytes.subarray(0, start),
    tail: bytes.subarray(end),
    records: records.filter((record) => record.trim() !== '').map((record) => Buffer.from(record, 'latin1')),
    separator: Buffer.alloc(0),
    empty: Buffer.from('<member/>'),
    idOf: (record) => /<(JobId|Key)>([^<]{1,255})<\/\1>/.exec(record.toString())?.[2] ?? null,
  };
}

// The records of a list in the bytes of an XML document, as far as they can be separated.
import type { ListParts } from './splitJsonList.ts';
import { xmlRoot } from './xmlRoot.ts';

/** Null if there is no such list, or it does not end. */
export function splitXmlList(bytes: Buffer, member: string): ListParts | null {
  // One character per byte, so that invalid bytes stay as they are.
  const text = bytes.toString('latin1');
  const open = new RegExp(`<${member}(?:\\s[^<>]*)?>`).exec(text);
  const end = text.lastIndexOf(`</${member}>`);
  const root = xmlRoot(bytes);
  if (!open || end < 0 || root === undefined) return null;
  const start = open.index + open[0].length;
  if (end < start) return null;
  const records = recordsOf(text.slice(start, end));
  return {
    head: bytes.subarray(0, start),
    tail: bytes.subarray(end),
    records: records.filter((record) => record.trim() !== '').map((record) => Buffer.from(record, 'latin1')),
    separator: Buffer.alloc(0),
    empty: Buffer.from('<member/>'),
    alone: (record) =>
      Buffer.concat([Buffer.from(`<${root}><${member}>`), record, Buffer.from(`</${member}></${root}>`)]),
    idOf: (record) => /<(JobId|Key)>([^<]{1,255})<\/\1>/.exec(record.toString())?.[2] ?? null,
  };
}

const tags = /<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(\/?)member(?:\s[^<>]*?)?(\/?)>/gs;

/** A record can contain lists of its own. If one does not end, each start of an element is taken for that of a record. */
function recordsOf(text: string): string[] {
  const starts: number[] = [];
  let depth = 0;
  for (const { 0: tag, 1: close, 2: isEmpty, index } of text.matchAll(tags)) {
    if (tag.startsWith('<!')) continue;
    if (close) depth -= 1;
    else {
      if (depth === 0) starts.push(index);
      if (!isEmpty) depth += 1;
    }
    if (depth < 0) break;
  }
  if (depth !== 0) return text.split(/(?=<member[\s>/])/);
  return [0, ...starts].map((start, index) => text.slice(start, starts[index]));
}

// The date of an inventory, read without its archives: it is before or after the list of archives.

import { parseDate } from '../core/parseDate.ts';
import { createScanner } from './createScanner.ts';
import { JsonScanner } from './jsonScanner.ts';
import { type OpenOutput, readOutput } from './readOutput.ts';

/** In bytes. The members before the list, and those after it, are shorter. */
const headLength = 1024;

/** Null if the inventory does not contain it. */
export async function readInventoryDate(open: OpenOutput, size: number | null): Promise<Date | null> {
  const head = await read(open, 0, size);
  const scanner = createScanner(head.bytes);
  if (!(scanner instanceof JsonScanner)) return null;
  scanner.push(head.bytes);
  scanner.ended();
  if (scanner.inventoryDate !== undefined || head.total === null) return scanner.inventoryDate ?? null;
  const { bytes } = await read(open, Math.max(0, head.total - headLength), head.total);
  return dateAfterList(bytes.toString());
}

async function read(open: OpenOutput, start: number, size: number | null) {
  const end = Math.min(start + headLength, size ?? Number.POSITIVE_INFINITY) - 1;
  const { total, bytes } = await readOutput(open, { start, end });
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return { total, bytes: Buffer.concat(chunks) };
}

/** The members after the list contain no bracket, so the last bracket closes it. */
function dateAfterList(text: string): Date | null {
  try {
    const { InventoryDate } = JSON.parse(`{"":0${text.slice(text.lastIndexOf(']') + 1)}`) as {
      InventoryDate?: unknown;
    };
    return typeof InventoryDate === 'string' ? parseDate(InventoryDate) : null;
  } catch {
    return null;
  }
}

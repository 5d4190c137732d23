// As of when an inventory was made, without reading it: it stands in front of the list of archives or behind it.
import { isDate } from './inventoryArchive.ts';
import { JsonScanner } from './jsonScanner.ts';
import { scannerOf } from './openScanner.ts';
import { type OpenOutput, readOutput } from './readOutput.ts';

/** Both what stands in front of a list and what stands behind it is shorter. */
const enough = 1024;

/** Null where the inventory does not tell. */
export async function readInventoryDate(open: OpenOutput, size: number | null): Promise<Date | null> {
  const front = await read(open, 0, size);
  const scanner = scannerOf(front.bytes);
  if (!(scanner instanceof JsonScanner)) return null;
  scanner.push(front.bytes);
  scanner.ended();
  if (scanner.inventoryDate !== undefined || front.total === null) return scanner.inventoryDate ?? null;
  const { bytes } = await read(open, Math.max(0, front.total - enough), front.total);
  return dateBehindList(bytes.toString());
}

async function read(open: OpenOutput, start: number, size: number | null) {
  const end = Math.min(start + enough, size ?? Number.POSITIVE_INFINITY) - 1;
  const { total, bytes } = await readOutput(open, { start, end });
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return { total, bytes: Buffer.concat(chunks) };
}

/** The members behind the list hold no bracket, so the last one closes it. */
function dateBehindList(text: string): Date | null {
  try {
    const { InventoryDate } = JSON.parse(`{"":0${text.slice(text.lastIndexOf(']') + 1)}`) as {
      InventoryDate?: unknown;
    };
    return isDate(InventoryDate) ? new Date(InventoryDate as string) : null;
  } catch {
    return null;
  }
}

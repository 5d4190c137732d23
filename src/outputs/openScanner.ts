// Which scanner an inventory needs: its first byte tells, and a place in its middle knows.
import { CsvScanner } from './csvScanner.ts';
import type { InventoryPlace } from './inventoryPlace.ts';
import { bytesOfJson, isSpace } from './jsonBytes.ts';
import { JsonScanner, jsonLayout } from './jsonScanner.ts';
import type { Scanner } from './scanner.ts';

/** For the bytes at the start of an inventory. */
export const scannerOf = (bytes: Buffer): Scanner =>
  bytes[0] === bytesOfJson.openBrace || isSpace(bytes[0]) ? new JsonScanner(0) : new CsvScanner(0);

export const scannerAt = ({ offset, layout }: InventoryPlace): Scanner =>
  layout === jsonLayout ? new JsonScanner(offset) : new CsvScanner(offset, layout);

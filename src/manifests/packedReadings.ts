// Readings of gzip files that pages have left, so that the next page continues where the last one ended. A file has no index, and
// without its reading a page unpacks it from its start.
import { LRUCache } from 'lru-cache';
import { PackedReading } from './packedReading.ts';

/** Each takes up to 1.3 MB outside the heap: a long range of packed bytes, some unpacked ones, and what zlib itself holds. */
const maxReadings = 8;

export class PackedReadings {
  /** By the names of their files. */
  readonly #files = new LRUCache<PackedReading, string>({
    max: maxReadings,
    dispose: (_file, reading, reason) => {
      if (reason === 'evict') reading.close();
    },
  });

  /** The reading of the file that is nearest before the byte; a new one if there is none. It is the caller's alone. */
  async take(file: string, start: number): Promise<PackedReading> {
    let nearest: PackedReading | null = null;
    for (const [reading, name] of this.#files.entries()) {
      const isNearer = reading.at <= start && reading.at >= (nearest?.at ?? 0);
      if (name === file && isNearer) nearest = reading;
    }
    if (nearest) this.#files.delete(nearest);
    return nearest ?? PackedReading.open();
  }

  put(file: string, reading: PackedReading): void {
    this.#files.set(reading, file);
  }
}

import type { RangedBytes } from '../../world/rangedBytes.ts';

/** In bytes. */
const PIECE = 64 * 1024;

/** A piece is valid until the next one is requested. */
export function* piecesOf(content: RangedBytes, size = PIECE): Generator<Buffer> {
  for (let start = 0; start < content.length; start += size) {
    yield* content.read({ start, end: Math.min(start + size, content.length) - 1 });
  }
}

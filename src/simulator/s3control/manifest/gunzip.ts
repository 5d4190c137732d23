// Unpacks gzip in pieces, so that a file of any size takes some megabytes at most. Node's zlib has that for streams alone, and
// a manifest is read without waiting. https://www.rfc-editor.org/rfc/rfc1952
import { crc32 } from 'node:zlib';
import { Gunzip } from 'fflate';
import type { RangedBytes } from '../../world/rangedBytes.ts';
import { badlyFormatted } from './manifestFailure.ts';
import { piecesOf } from './piecesOf.ts';

/** In bytes. A file that consists of zeros is unpacked to a thousand times as much. */
const PIECE = 8 * 1024;
/** Behind each member: the CRC-32 and the length of what it is unpacked to. */
const TRAILER = 8;
/** In bytes. */
const SHORTEST = 18;

/** `onPiece` receives the bytes as they are read. Throws a ManifestFailure for a file that is no gzip or is not complete. */
export function* gunzip(content: RangedBytes, onPiece: (packed: Buffer) => void): Generator<Buffer> {
  if (content.length < SHORTEST) throw badlyFormatted();
  let unpacked: Buffer[] = [];
  let member = { crc: 0, length: 0 };
  const unpacker = new Gunzip(({ buffer, byteOffset, length }) => {
    if (length === 0) return;
    const piece = Buffer.from(buffer, byteOffset, length);
    member = { crc: crc32(piece, member.crc), length: member.length + length };
    unpacked.push(piece);
  });
  const checkTrailer = (end: number) => {
    const trailer = Buffer.concat([...content.read({ start: end - TRAILER, end: end - 1 })]);
    if (trailer.readUInt32LE(0) !== member.crc || trailer.readUInt32LE(4) !== member.length % 2 ** 32) {
      throw badlyFormatted();
    }
    member = { crc: 0, length: 0 };
  };
  unpacker.onmember = checkTrailer;
  let read = 0;
  for (const piece of piecesOf(content, PIECE)) {
    read += piece.length;
    onPiece(piece);
    try {
      // A copy, because the unpacker keeps what it has not used.
      unpacker.push(Buffer.from(piece), read === content.length);
    } catch {
      throw badlyFormatted();
    }
    yield* unpacked;
    unpacked = [];
  }
  checkTrailer(content.length);
}

// The bytes of a gzip file as they arrive. No more are unpacked than the reader takes, so that a small file that unpacks to
// gigabytes needs no memory.
import { Readable } from 'node:stream';
import { GatewayError, OutputUnreadableError } from '../core/errors.ts';

/** In bytes: what is unpacked at once. */
const chunkSize = 65_536;

/** `isCut`: the file continues after these bytes. A reader that stops early ends the stream of the packed bytes. */
export async function* gunzip(packed: AsyncIterable<Buffer>, { isCut = false } = {}): AsyncGenerator<Buffer, void> {
  // Few gateways read inventories.
  const { constants, createGunzip } = await import('node:zlib');
  const unpacking = createGunzip({
    chunkSize,
    finishFlush: isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
  });
  const source = Readable.from(packed, { objectMode: false, highWaterMark: chunkSize });
  source.on('error', (error) => unpacking.destroy(error));
  source.pipe(unpacking);
  let bytes = 0;
  try {
    for await (const chunk of unpacking as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new OutputUnreadableError('it is not a gzip file, or it is damaged', bytes);
  } finally {
    unpacking.destroy();
    source.destroy();
  }
}

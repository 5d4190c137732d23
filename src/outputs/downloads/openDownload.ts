// The bytes of an output for a download, complete or not at all. If they do not match AWS's tree hash, the last chunk is
// withheld, so that the client cannot take the download for a complete one, and parts of the output are refused from then on:
// the client would resume the wrong one.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AwsSession } from '../../aws/client/awsSession.ts';
import { getJobOutput, type JobOutput } from '../../aws/glacier/getJobOutput.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import { type OpenOutput, readOutput } from '../readOutput.ts';
import type { DamagedOutputs } from './damagedOutputs.ts';
import type { ByteSpan } from './parseRange.ts';
import { TreeHasher } from './treeHasher.ts';

export interface DownloadRequest {
  span: ByteSpan;
  /** Of the whole output, in bytes. */
  size: number;
  contentType: string;
  /** Of the whole output; null if it has none. */
  sha256TreeHash: string | null;
  damagedOutputs: DamagedOutputs;
}

export interface Download {
  /** The description that was uploaded with the archive. */
  archiveDescription: string | null;
  /** Ends with an error instead of being short or wrong. */
  bytes: AsyncGenerator<Buffer, void>;
}

/** Rejects if the output cannot be opened. */
export async function openDownload(aws: AwsSession, job: GlacierJobKey, request: DownloadRequest): Promise<Download> {
  const { span, size, contentType, sha256TreeHash, damagedOutputs } = request;
  const isWhole = span.start === 0 && span.end === size - 1;
  let first: JobOutput | undefined;
  const open: OpenOutput = async (range) => {
    const output = await getJobOutput(aws, job, range);
    first ??= output;
    const [type] = (output.contentType ?? contentType).split(';', 1);
    if (type === contentType) return output;
    await output.body.return();
    // A proxy on the way to AWS has answered.
    throw new ServiceUnavailableError(
      `The response has the content type ${type} instead of ${contentType}. Check for a proxy in front of AWS.`,
    );
  };
  // An empty output has no range.
  const { bytes, total } = await readOutput(open, size === 0 ? { start: 0 } : span);
  if (total !== null && total !== size) {
    await first?.body.return();
    throw new ServiceUnavailableError(
      `AWS has an output of ${total} bytes, and describes it with ${size} bytes. Start another job for the archive.`,
    );
  }
  // For a part, AWS returns a hash only if the part is a node of the tree.
  const returnedHash = first?.sha256TreeHash ?? null;
  return {
    archiveDescription: first?.archiveDescription ?? null,
    bytes: verified(bytes, {
      length: span.end - span.start + 1,
      sha256TreeHash: isWhole ? (sha256TreeHash ?? returnedHash) : returnedHash,
      record: async (isDamaged) => {
        // A correct part says nothing of the others.
        if (isDamaged || isWhole) await damagedOutputs.record(job, isDamaged);
      },
    }),
  };
}

interface Expected {
  /** In bytes. */
  length: number;
  /** Null if AWS has none for these bytes. */
  sha256TreeHash: string | null;
  /** Called with the outcome of the comparison, before the last chunk is sent or withheld. */
  record(isDamaged: boolean): Promise<void>;
}

async function* verified(
  bytes: AsyncIterable<Buffer>,
  { length, sha256TreeHash, record }: Expected,
): AsyncGenerator<Buffer, void> {
  const hasher = sha256TreeHash === null ? null : new TreeHasher();
  let missing = length;
  let withheld: Buffer | null = null;
  for await (const chunk of bytes) {
    missing -= chunk.length;
    if (missing < 0) throw new ServiceUnavailableError(`AWS sent more than the ${length} bytes that it described.`);
    hasher?.update(chunk);
    collectGarbageAfter(chunk.length);
    if (withheld) yield withheld;
    withheld = chunk;
  }
  if (missing !== 0)
    throw new ServiceUnavailableError(`AWS sent ${length - missing} of ${length} bytes. Start the download again.`);
  if (hasher) {
    const isDamaged = hasher.digest() !== sha256TreeHash;
    await record(isDamaged);
    if (isDamaged) {
      throw new ServiceUnavailableError(
        'The bytes that AWS sent do not match the tree hash of the output. Delete what you have, and download the whole output again.',
      );
    }
  }
  if (withheld) yield withheld;
}

/** In bytes. */
const collectEvery = 8 * 1024 * 1024;

let collect: ((options: { type: 'minor' }) => void) | undefined;
let bytesSince = 0;

/**
 * Frees the buffers that were sent. V8 counts them as nearly nothing until they reach 32 MB, and then pays for them with
 * collections of the whole heap. A collection of the young generation takes less than a millisecond.
 */
function collectGarbageAfter(bytes: number): void {
  bytesSince += bytes;
  if (bytesSince < collectEvery) return;
  bytesSince = 0;
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as typeof collect;
    setFlagsFromString('--no-expose-gc');
  }
  collect?.({ type: 'minor' });
}

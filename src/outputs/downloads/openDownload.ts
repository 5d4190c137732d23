// The bytes of an output for a download, complete or not at all. If they do not match AWS's tree hash, the last chunk is
// withheld, so that the client cannot take the download for a complete one, and parts of the output are refused from then on:
// the client would resume the wrong one. A download that resumes an interrupted one is checked together with it.
import type { AwsSession } from '../../aws/client/awsSession.ts';
import { getJobOutput, type JobOutput } from '../../aws/glacier/getJobOutput.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import { usedBuffers } from '../../core/usedBuffers.ts';
import { type OpenOutput, readOutput } from '../readOutput.ts';
import type { DamagedOutputs } from './damagedOutputs.ts';
import { OutputCheck } from './outputCheck.ts';
import type { ByteSpan } from './parseRange.ts';
import type { ResumePoint, SentOutputs } from './sentOutputs.ts';

export interface DownloadRequest {
  span: ByteSpan;
  /** Of the whole output, in bytes. */
  size: number;
  contentType: string;
  /** Of the whole output; null if it has none. */
  sha256TreeHash: string | null;
  damagedOutputs: DamagedOutputs;
  sentOutputs: SentOutputs;
}

export interface Download {
  /** The description that was uploaded with the archive. */
  archiveDescription: string | null;
  /** What a client has of the output at the end. One that resumes an interrupted download has its beginning, too. */
  received: ByteSpan;
  /** Ends with an error instead of being short or wrong. */
  bytes: AsyncGenerator<Buffer, void>;
}

/** Rejects if the output cannot be opened. */
export async function openDownload(aws: AwsSession, job: GlacierJobKey, request: DownloadRequest): Promise<Download> {
  const { span, size, contentType, sha256TreeHash, damagedOutputs, sentOutputs } = request;
  const isWhole = span.start === 0 && span.end === size - 1;
  const canResume = sha256TreeHash !== null && span.start > 0 && span.end === size - 1;
  const resumed = canResume ? sentOutputs.resumeAt(job, span.start) : null;
  const start = resumed?.checkpoint.bytes ?? span.start;
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
  const { bytes, total } = await readOutput(open, size === 0 ? { start: 0 } : { start, end: span.end });
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
    received: resumed ? { start: 0, end: span.end } : span,
    bytes: verified(bytes, {
      length: span.end - start + 1,
      known: span.start - start,
      check: checkOf(resumed || isWhole ? (sha256TreeHash ?? returnedHash) : returnedHash, resumed),
      record: async (isDamaged) => {
        if (isDamaged) sentOutputs.forget(job);
        // A correct part says nothing of the others.
        if (isDamaged || isWhole) await damagedOutputs.record(job, isDamaged);
      },
      track: (check) => (resumed || isWhole ? sentOutputs.track(job, check) : () => undefined),
    }),
  };
}

/** Null if AWS has no hash of these bytes. */
const checkOf = (sha256TreeHash: string | null, resumed: ResumePoint | null): OutputCheck | null =>
  sha256TreeHash === null ? null : new OutputCheck({ sha256TreeHash, ...resumed });

interface Expected {
  /** In bytes. */
  length: number;
  /** How many of them the client has: they are read to be checked, and not sent. */
  known: number;
  check: OutputCheck | null;
  /** Called with the outcome of the check, before the last chunk is sent or withheld. */
  record(isDamaged: boolean): Promise<void>;
  /** The result is called at the end. */
  track(check: OutputCheck): (isInterrupted: boolean) => void;
}

async function* verified(
  bytes: AsyncIterable<Buffer>,
  { length, known, check, record, track }: Expected,
): AsyncGenerator<Buffer, void> {
  let missing = length;
  let withheld: Buffer | null = null;
  const end = check && track(check);
  let isComplete = false;
  try {
    for await (const chunk of bytes) {
      const at = length - missing;
      missing -= chunk.length;
      if (missing < 0) throw new ServiceUnavailableError(`AWS sent more than the ${length} bytes that it described.`);
      check?.update(chunk);
      if (check && !check.agrees) break;
      usedBuffers.freed(chunk.length);
      if (at + chunk.length <= known) continue;
      if (withheld) yield withheld;
      withheld = chunk.subarray(Math.max(0, known - at));
    }
    if (missing !== 0 && check?.agrees !== false)
      throw new ServiceUnavailableError(`AWS sent ${length - missing} of ${length} bytes. Start the download again.`);
    if (check) {
      const isDamaged = !check.isCorrect();
      await record(isDamaged);
      if (isDamaged) {
        throw new ServiceUnavailableError(
          'The bytes that AWS sent do not match the tree hash of the output. Delete what you have, and download the whole output again.',
        );
      }
    }
    if (withheld) yield withheld;
    isComplete = true;
  } finally {
    end?.(!isComplete);
  }
}

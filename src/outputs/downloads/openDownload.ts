// The bytes of an output for somebody who takes them away: whole or not at all. Where they are not those that AWS has the
// tree hash of, the last of them are held back, so that nobody takes them for a complete download.
import type { AwsSession } from '../../aws/client/awsSession.ts';
import { getJobOutput, type JobOutput } from '../../aws/glacier/getJobOutput.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import { type OpenOutput, readOutput } from '../readOutput.ts';
import { collectYoung } from './collectYoung.ts';
import type { ByteSpan } from './parseRange.ts';
import { TreeHasher } from './treeHasher.ts';

export interface DownloadRequest {
  span: ByteSpan;
  /** Of the whole output. */
  size: number;
  contentType: string;
  /** Of the whole output; null where it has none. */
  sha256TreeHash: string | null;
}

export interface Download {
  /** What whoever filled the vault wrote about the archive. */
  archiveDescription: string | null;
  /** Ends with an error rather than short or wrong. */
  bytes: AsyncGenerator<Buffer, void>;
}

/** Rejects where the output cannot be opened. */
export async function openDownload(aws: AwsSession, job: GlacierJobKey, request: DownloadRequest): Promise<Download> {
  const { span, size, contentType, sha256TreeHash } = request;
  let first: JobOutput | undefined;
  const open: OpenOutput = async (range) => {
    const answer = await getJobOutput(aws, job, range);
    first ??= answer;
    const [type] = (answer.contentType ?? contentType).split(';', 1);
    if (type === contentType) return answer;
    await answer.body.return();
    // Something between here and AWS has answered.
    throw new ServiceUnavailableError(`AWS answered ${type}, not ${contentType}.`);
  };
  // An empty output has no range.
  const { bytes } = await readOutput(open, size === 0 ? { start: 0 } : span);
  const isWhole = span.start === 0 && span.end === size - 1;
  // Of a part, AWS tells it where the part is a node of the tree.
  const told = first?.sha256TreeHash ?? null;
  return {
    archiveDescription: first?.archiveDescription ?? null,
    bytes: checked(bytes, span.end - span.start + 1, isWhole ? (sha256TreeHash ?? told) : told),
  };
}

async function* checked(
  bytes: AsyncIterable<Buffer>,
  length: number,
  sha256TreeHash: string | null,
): AsyncGenerator<Buffer, void> {
  const hasher = sha256TreeHash === null ? null : new TreeHasher();
  let missing = length;
  let held: Buffer | null = null;
  for await (const chunk of bytes) {
    missing -= chunk.length;
    hasher?.update(chunk);
    collectYoung(chunk.length);
    if (held) yield held;
    held = chunk;
  }
  if (missing !== 0) throw new ServiceUnavailableError(`AWS sent ${length - missing} bytes of ${length}.`);
  if (hasher && hasher.digest() !== sha256TreeHash) {
    throw new ServiceUnavailableError("The bytes that AWS sent do not have the output's tree hash.");
  }
  if (held) yield held;
}

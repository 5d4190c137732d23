// The bytes of a job's output from one to another, whole or not at all: where AWS cuts the stream it is gone on with by
// range, and where the bytes are not those that AWS has the tree hash of, the last of them are held back, so that nobody
// takes them for a complete download.
import type { AwsSession } from '../../aws/createAws.ts';
import { getJobOutput, type JobOutput, type OutputRange } from '../../aws/glacier/getJobOutput.ts';
import type { GlacierJobKey } from '../../aws/location.ts';
import { sleep } from '../../clock.ts';
import { GatewayError, ServiceUnavailableError } from '../../errors.ts';
import type { ByteSpan } from './parseRange.ts';
import { TreeHasher } from './treeHasher.ts';

export interface OutputRead {
  /** AWS's first answer: what it says of the output. */
  output: Pick<JobOutput, 'archiveDescription'>;
  /** Ends with an error rather than short or wrong. */
  bytes: AsyncGenerator<Buffer, void>;
}

/** Answers of AWS in a row that brought no byte. */
const patience = 4;

/** Milliseconds before asking again, doubled each time. */
const pause = 100;

const toServe = ({ start, end }: ByteSpan, size: number) =>
  start === 0 && end === size - 1 ? undefined : { start, end };

export interface ReadRequest {
  span: ByteSpan;
  /** Of the whole output. */
  size: number;
  contentType: string;
  /** Of the whole output; null where it has none. */
  sha256TreeHash: string | null;
  signal: AbortSignal;
}

/** Rejects where the output cannot be opened. */
export async function readOutput(aws: AwsSession, job: GlacierJobKey, request: ReadRequest): Promise<OutputRead> {
  const { span, size, contentType, sha256TreeHash, signal } = request;
  const range = toServe(span, size);
  const open = async (from: OutputRange | undefined) => check(await getJobOutput(aws, job, from), from, contentType);
  const first = await open(range);
  // Of a part, AWS tells it where the part is a node of the tree.
  const hash = range ? first.sha256TreeHash : (sha256TreeHash ?? first.sha256TreeHash);
  return { output: first, bytes: read(first, open, { span, hash, signal }) };
}

async function* read(
  first: JobOutput,
  open: (from: OutputRange) => Promise<JobOutput>,
  { span: { start, end }, hash, signal }: { span: ByteSpan; hash: string | null; signal: AbortSignal },
): AsyncGenerator<Buffer, void> {
  const hasher = hash === null ? null : new TreeHasher();
  let at = start;
  let held: Buffer | null = null;
  let answer: JobOutput | null = first;
  try {
    for (let idle = 0; at <= end; idle += 1) {
      try {
        answer ??= await open({ start: at, end });
        for await (const chunk of answer.body) {
          const wanted = chunk.subarray(0, end + 1 - at);
          if (wanted.length === 0) continue;
          idle = 0;
          at += wanted.length;
          hasher?.update(wanted);
          if (held) yield held;
          held = wanted;
        }
      } catch (error) {
        if (signal.aborted || !(error instanceof GatewayError && error.retryable) || idle >= patience) throw error;
      }
      await answer?.body.return();
      answer = null;
      if (at > end) break;
      if (idle >= patience) throw new ServiceUnavailableError(`AWS ended the output before byte ${at}.`);
      await sleep(pause * 2 ** idle, signal);
    }
  } finally {
    await answer?.body.return();
  }
  if (hasher && hasher.digest() !== hash) {
    throw new ServiceUnavailableError("The bytes that AWS sent do not have the output's tree hash.");
  }
  if (held) yield held;
}

/** Somebody between here and AWS may answer something else, or ignore the range. */
async function check(answer: JobOutput, from: OutputRange | undefined, contentType: string): Promise<JobOutput> {
  const begin = answer.contentRange?.start ?? 0;
  const [type] = (answer.contentType ?? contentType).split(';', 1);
  if (type === contentType && begin === (from?.start ?? 0)) return answer;
  await answer.body.return();
  throw new ServiceUnavailableError(
    `AWS answered ${type} from byte ${begin} on, not ${contentType} from ${from?.start ?? 0}.`,
  );
}

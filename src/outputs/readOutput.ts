// The requested bytes of a job's output, completely or with an error. A stream that AWS cuts is resumed by range; one that
// makes no progress is given up. Outputs never change, so the parts of one read belong together.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { getJobOutput, type JobOutput, type OutputRange } from '../aws/glacier/getJobOutput.ts';
import { GatewayError, ServiceUnavailableError } from '../core/errors.ts';
import type { GlacierJobKey } from '../core/location.ts';

/** Requests bytes from AWS. */
export type OpenOutput = (range: OutputRange) => Promise<{
  body: AsyncIterable<Buffer>;
  contentRange: JobOutput['contentRange'];
}>;

export const outputOf =
  (aws: AwsSession, job: GlacierJobKey): OpenOutput =>
  (range) =>
    getJobOutput(aws, job, range);

/** The tolerated number of cuts in a row. After so many bytes of progress, the count starts again. */
const maxCuts = 3;
const progress = 65_536;

export interface OutputReading {
  /** The size of the whole output in bytes; null if AWS does not report it. */
  total: number | null;
  /** To the end of the range or of the output, whichever comes first. */
  bytes: AsyncIterable<Buffer>;
}

/** Opens the range. A reader that stops early ends the stream at AWS. */
export async function readOutput(open: OpenOutput, range: OutputRange): Promise<OutputReading> {
  const opened = await openAt(open, range);
  return { total: opened.contentRange?.total ?? null, bytes: resumed(open, range.start, opened) };
}

async function* resumed(
  open: OpenOutput,
  start: number,
  first: Awaited<ReturnType<OpenOutput>>,
): AsyncGenerator<Buffer, void> {
  // Without a content range, the response contains all bytes.
  const end = first.contentRange?.end;
  let opened = first;
  let at = start;
  let cuts = 0;
  for (;;) {
    const from = at;
    try {
      for await (const chunk of opened.body) {
        at += chunk.length;
        if (end !== undefined && at > end + 1) throw tooLong();
        yield chunk;
      }
      if (end === undefined || at > end) return;
      throw new ServiceUnavailableError('AWS ended the output before its last byte.');
    } catch (error) {
      if (end !== undefined && at > end + 1) throw error;
      cuts = at - from < progress ? cuts + 1 : 1;
      if (!(error instanceof GatewayError) || !error.retryable || cuts > maxCuts) throw error;
    }
    if (end !== undefined && at > end) return;
    opened = await openAt(open, { start: at, end });
    if (opened.contentRange?.total !== first.contentRange?.total) {
      await close(opened);
      throw changedSize();
    }
  }
}

async function openAt(open: OpenOutput, range: OutputRange): ReturnType<OpenOutput> {
  const opened = await open(range);
  if ((opened.contentRange?.start ?? 0) === range.start) return opened;
  await close(opened);
  throw new ServiceUnavailableError('AWS answered with a byte range other than the requested one.');
}

const close = ({ body }: Awaited<ReturnType<OpenOutput>>) => body[Symbol.asyncIterator]().return?.();

const tooLong = () => new ServiceUnavailableError('AWS sent more bytes than it described.');

/** Outputs never change: the parts are not of one output. */
export const changedSize = () => new ServiceUnavailableError('AWS describes different sizes of one output.');

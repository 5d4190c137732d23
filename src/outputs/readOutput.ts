// Bytes of a job's output, all that were asked for or an error: a stream that AWS cuts is gone on with by range, and
// one that does not come on is given up. Outputs never change, so the parts of one reading belong together.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { getJobOutput, type JobOutput, type OutputRange } from '../aws/glacier/getJobOutput.ts';
import { GatewayError, ServiceUnavailableError } from '../core/errors.ts';
import type { GlacierJobKey } from '../core/location.ts';

/** How AWS is asked for bytes. */
export type OpenOutput = (range: OutputRange) => Promise<{
  body: AsyncIterable<Buffer>;
  contentRange: JobOutput['contentRange'];
}>;

export const outputOf =
  (aws: AwsSession, job: GlacierJobKey): OpenOutput =>
  (range) =>
    getJobOutput(aws, job, range);

/** So many cuts in a row are borne; one that brought so many bytes begins the row anew. */
const maxCuts = 3;
const progress = 65_536;

export interface OutputReading {
  /** The size of the whole output; null where AWS does not say. */
  total: number | null;
  /** To the end of the range or of the output, whichever comes first. */
  bytes: AsyncIterable<Buffer>;
}

/** Opens the range. Who stops reading before its end ends the stream at AWS. */
export async function readOutput(open: OpenOutput, range: OutputRange): Promise<OutputReading> {
  const opened = await openAt(open, range);
  return { total: opened.contentRange?.total ?? null, bytes: continued(open, range.start, opened) };
}

async function* continued(
  open: OpenOutput,
  start: number,
  first: Awaited<ReturnType<OpenOutput>>,
): AsyncGenerator<Buffer, void> {
  // Without a content range these are all bytes, and where they end is the end.
  const end = first.contentRange?.end;
  let opened = first;
  let at = start;
  let cuts = 0;
  for (;;) {
    const from = at;
    try {
      for await (const chunk of opened.body) {
        at += chunk.length;
        yield chunk;
      }
      if (end === undefined || at > end) return;
      throw new ServiceUnavailableError('AWS cut an output short.');
    } catch (error) {
      cuts = at - from < progress ? cuts + 1 : 1;
      if (!(error instanceof GatewayError) || !error.retryable || cuts > maxCuts) throw error;
    }
    if (end !== undefined && at > end) return;
    opened = await openAt(open, { start: at, end });
  }
}

async function openAt(open: OpenOutput, range: OutputRange): ReturnType<OpenOutput> {
  const opened = await open(range);
  if ((opened.contentRange?.start ?? 0) === range.start) return opened;
  await opened.body[Symbol.asyncIterator]().return?.();
  throw new ServiceUnavailableError('AWS answered with other bytes than were asked for.');
}

// The download of a job's output. The bytes go over HTTP, because GraphQL responses are JSON.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import type { Context } from '../../context.ts';
import { isExpiringSoon, outputGuaranteedUntil, remainingSecondsOf } from '../../jobs/outputExpiry.ts';
import { outputFileName } from '../../outputs/downloads/outputFileName.ts';
import { type OutputMetadata, outputMetadata } from '../../outputs/downloads/outputMetadata.ts';
import { builder } from '../kit/builder.ts';
import { costs, free } from '../kit/cost.ts';
import { mayRead, readersOnly } from '../kit/rules.ts';
import { ArchiveRetrievalJob, InventoryRetrievalJob } from './glacierJob.ts';

interface Output extends OutputMetadata {
  job: GlacierJobRecord;
  url: string;
  expiresAt: Date;
  guaranteedUntil: Date;
}

const page = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html';

const ofReaders = {
  authScopes: ({ job }: Output, _: unknown, ctx: Context): boolean => mayRead(ctx, job),
};

const JobOutput = builder.objectRef<Output>('JobOutput').implement({
  description: `The output of a job as an HTTP download. ${page}`,
  fields: (t) => ({
    url: t.exposeString('url', {
      description:
        'A URL on this gateway, encrypted. It supports byte ranges, so downloads can be resumed, and verifies the tree hash if AWS provides one; the response header `x-sha256-tree-hash` has it. Anyone with the URL can download the file until it expires or the credentials that requested it end.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'The time when the URL expires. A new query returns a new URL.',
    }),
    guaranteedUntil: t.expose('guaranteedUntil', {
      type: 'DateTime',
      description: 'The time until which AWS guarantees the output, 24 hours after completion.',
    }),
    remainingSeconds: t.int({
      description:
        'For how long AWS still guarantees the output, in seconds of your clock, like `pollAfterSeconds`. 0 once `guaranteedUntil` has passed; the output may still exist then.',
      ...free,
      resolve: ({ job }, _, { backend }) => remainingSecondsOf(job, backend.clock) ?? 0,
    }),
    isExpiringSoon: t.boolean({
      description:
        'Whether the guarantee ends soon: within EXPIRING_SOON_SECONDS of the gateway, by default 5 hours. False once it has ended. Subscriptions report the beginning as the change EXPIRING_SOON.',
      ...free,
      resolve: ({ job }, _, { backend, expiringSoonSeconds }) =>
        isExpiringSoon(job, backend.clock.now(), expiringSoonSeconds),
    }),
    contentType: t.exposeString('contentType', {
      nullable: true,
      description:
        'The media type: application/octet-stream for archives, application/json or text/csv for inventories.',
    }),
    sizeInBytes: t.expose('sizeInBytes', {
      type: 'SafeInt',
      nullable: true,
      description: 'The size of the output in bytes; null if AWS does not report it.',
    }),
    fileName: t.string({
      ...ofReaders,
      description:
        'The name under which a browser saves the download. For an archive, it is the name in the archive description, and costs one GetJobOutput call. For an inventory, it is made of the vault and the date, and costs none.',
      ...costs({ calls: 1 }),
      resolve: async (output, _, ctx) => {
        const { job } = output;
        if (job.action !== 'ARCHIVE_RETRIEVAL') return outputFileName(output, null);
        const read = await ctx.loaders.archiveDescription.load(job);
        return outputFileName(output, read?.archiveDescription ?? null);
      },
    }),
  }),
});

for (const type of [ArchiveRetrievalJob, InventoryRetrievalJob]) {
  builder.objectField(type, 'output', (t) =>
    t.field({
      type: JobOutput,
      ...readersOnly,
      nullable: true,
      description: 'The output of the job as a download; null until the job has succeeded.',
      ...free,
      resolve: (job: GlacierJobRecord, _, { linkTo }): Output | null => {
        const known = outputMetadata(job);
        const guaranteedUntil = outputGuaranteedUntil(job);
        return (
          known &&
          guaranteedUntil && {
            ...known,
            ...linkTo(job),
            job,
            guaranteedUntil,
          }
        );
      },
    }),
  );
}

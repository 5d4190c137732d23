// Where the bytes of a job's output are downloaded: over HTTP, since GraphQL is no way for files.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { knownOutputOf } from '../../outputs/downloads/knownOutputOf.ts';
import { builder } from '../kit/builder.ts';
import { free } from '../kit/cost.ts';
import { forReaders } from '../kit/rules.ts';
import { ArchiveRetrievalJob, InventoryRetrievalJob } from './glacierJob.ts';

interface Output {
  url: string;
  expiresAt: Date;
  guaranteedUntil: Date;
  contentType: string;
  sizeInBytes: number | null;
}

const page = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html';

const JobOutput = builder.objectRef<Output>('JobOutput').implement({
  description: `The bytes of a job's output, as a download. ${page}`,
  fields: (t) => ({
    url: t.exposeString('url', {
      description:
        'A short-lived signed address on this gateway. It serves byte ranges, so that a download can be resumed, and checks what AWS has the tree hash of. Whoever has it may download, until the credentials that asked for it end: treat it like the file.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When the address stops working, in real time; a new one is a query away.',
    }),
    guaranteedUntil: t.expose('guaranteedUntil', {
      type: 'DateTime',
      description: 'AWS keeps an output for at least 24 h after completion: until then it is certainly there.',
    }),
    contentType: t.exposeString('contentType', {
      nullable: true,
      description: 'application/octet-stream for archives, application/json or text/csv for inventories.',
    }),
    sizeInBytes: t.expose('sizeInBytes', {
      type: 'SafeInt',
      nullable: true,
      description: 'Its size; null where AWS does not say.',
    }),
  }),
});

/** AWS's promise, in milliseconds. */
const keptFor = 24 * 3_600_000;

for (const type of [ArchiveRetrievalJob, InventoryRetrievalJob]) {
  builder.objectField(type, 'output', (t) =>
    t.field({
      type: JobOutput,
      ...forReaders,
      nullable: true,
      description: 'Where to download it; null until the job has succeeded.',
      ...free,
      resolve: (job: GlacierJobRecord, _, { linkTo }): Output | null => {
        const known = knownOutputOf(job);
        return (
          known && {
            ...linkTo(job),
            guaranteedUntil: new Date((job.completionDate ?? job.creationDate).getTime() + keptFor),
            contentType: known.contentType,
            sizeInBytes: known.sizeInBytes,
          }
        );
      },
    }),
  );
}

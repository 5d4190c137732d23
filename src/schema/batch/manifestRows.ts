// The objects of a job's manifest as a connection over its files.
import { ObjectChangedError } from '../../core/errors.ts';
import { batchJobArn } from '../../core/location.ts';
import type { ManifestRow as ManifestRowRecord } from '../../manifests/readManifestRow.ts';
import { builder } from '../kit/builder.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costs } from '../kit/cost.ts';
import { staleCursor } from '../kit/cursor.ts';
import { FilePage } from '../kit/filePage.ts';
import { decodeFilePosition, encodeFilePosition } from '../kit/filePositionCursor.ts';
import { type ConnectionArguments, checkFirst, emptyPage } from '../kit/readConnection.ts';
import { readersOnly } from '../kit/rules.ts';
import { BatchJob, detailsOf } from './batchJob.ts';

const guide =
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest';

const ManifestRow = builder.objectRef<ManifestRowRecord>('ManifestRow').implement({
  description: `An object that a manifest names. ${guide}`,
  fields: (t) => ({
    bucket: t.exposeString('bucket', { description: 'The bucket, as the manifest has it.' }),
    key: t.exposeString('key', {
      description:
        'The key, decoded from URL encoding once. A key that is not encoded correctly is as in the manifest.',
    }),
    encodedKey: t.exposeString('encodedKey', { description: 'The key as the manifest has it.' }),
    versionId: t.exposeString('versionId', {
      nullable: true,
      description:
        'The version ID; null if the row has none, or "null", which S3 takes for the object without a version.',
    }),
  }),
});

const ManifestRowConnection = connectionType<ManifestRowRecord>(
  'ManifestRow',
  ManifestRow,
  'the objects of a manifest',
);

builder.objectField(BatchJob, 'manifestRows', (t) =>
  t.field({
    type: ManifestRowConnection,
    nullable: true,
    description:
      'The objects of the manifest, in its order: of a CSV manifest, an inventory or a manifest that S3 generated and wrote. Null if there is none in a bucket, it is behind an access point, or the policy hides its bucket. Costs one GetObject call per page and, for an inventory, another one for its manifest.json. The files of an inventory are compressed. The gateway remembers where the last pages ended. Otherwise it unpacks a file from its start, at most REPORT_SCAN_BYTES in a request: then a page can be empty although it has a next one, and the request for that one unpacks more. A row that cannot be read is missing, and `skippedRecords` of the page names it. An error with the code NOT_FOUND if the file was replaced since the job was created. Costs one DescribeJob call.',
    ...readersOnly,
    args: connectionArguments(t.arg),
    ...costs({
      calls: ({ first }: ConnectionArguments) => (checkFirst(first) === 0 ? 0 : 1),
      nodes: ({ first }: ConnectionArguments) => checkFirst(first),
      shares: 'DescribeJob',
      service: 's3',
    }),
    resolve: async (job, { first, after }, ctx) => {
      const wanted = checkFirst(first);
      const scope = `manifest ${batchJobArn(job)}`;
      const position = after == null ? null : decodeFilePosition(scope, after);
      if (wanted === 0) return emptyPage(position !== null);
      try {
        const page = await ctx.manifests.page(await detailsOf(job, ctx), { first: wanted, after: position });
        return (
          page &&
          new FilePage({
            scope,
            nodes: page.rows,
            positions: page.positions.map(encodeFilePosition),
            next: page.next && encodeFilePosition(page.next),
            hasPreviousPage: position !== null,
            skipped: page.skipped,
          })
        );
      } catch (error) {
        throw position && error instanceof ObjectChangedError ? staleCursor() : error;
      }
    },
  }),
);

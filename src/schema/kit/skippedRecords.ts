// Records that AWS returned and the gateway could not read, as fields of what lacks them.
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { maxNamed, noneSkipped, type SkippedRecord, type SkippedRecords } from '../../core/skippedRecords.ts';
import { builder } from './builder.ts';

const SkippedRecordType = builder.objectRef<SkippedRecord>('SkippedRecord').implement({
  description: 'A record that AWS returned and that could not be read. It is missing from the list.',
  fields: (t) => ({
    position: t.expose('position', {
      type: 'SafeInt',
      description:
        'The position of the record. In an inventory, a manifest or a file of a completion report: the offset of the first byte, unpacked if the file is compressed. In a list of AWS: the index in the page of AWS, or in this list for a caller who may read only some of the vaults. All start at 0.',
    }),
    name: t.string({
      nullable: true,
      description:
        'The archive ID, the job ID, the name of the vault or the key of the tag; null if it cannot be read, and for a row of a manifest or of a completion report.',
      resolve: ({ id }) => id,
    }),
    message: t.exposeString('message', { description: 'Which record was skipped, and why.' }),
  }),
});

const SkippedRecordsType = builder.objectRef<SkippedRecords>('SkippedRecords').implement({
  description:
    'The records of a list, an inventory, a manifest or a completion report that could not be read. All other records are in the list.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'The number of skipped records; 0 if all records were read.' }),
    first: t.field({
      type: [SkippedRecordType],
      description: `The first of the skipped records, at most ${maxNamed}.`,
      resolve: ({ first }) => [...first],
    }),
  }),
});

/** The options of a field with the skipped records of a list. */
export const skippedRecords = <Parent>(description: string, of: (parent: Parent) => SkippedRecords | undefined) => ({
  type: SkippedRecordsType,
  description,
  resolve: (parent: Parent) => of(parent) ?? noneSkipped,
});

/** Returns the items of a list that has no field for its skipped records: an error at its path names them. */
export function reportSkipped<T>(
  { items, skipped }: { items: readonly T[]; skipped?: SkippedRecords },
  ctx: Context,
  info: GraphQLResolveInfo,
): T[] {
  if (skipped) {
    const error = new ServiceUnavailableError(
      `${skipped.count} of the records could not be read, and the list lacks them. ${skipped.first[0]?.message}`,
    );
    error.extensions['skippedRecords'] = skipped;
    ctx.report(error, info);
  }
  return [...items];
}

// What a Batch job does to every object: an interface with one type for each of AWS's operations, and one for those that
// AWS adds later.
import { jobOperation, type OperationRecord, operationNames } from '../../aws/s3control/structures/operation.ts';
import type { Structure } from '../../aws/structure.ts';
import { awsEnum } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { inputTypeOf, makeObjectType } from '../kit/structureTypes.ts';

export const BatchOperationName = awsEnum(
  'BatchOperationName',
  operationNames,
  'What a job of S3 Batch Operations does to every object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-operations.html',
  {
    S3_INITIATE_RESTORE_OBJECT:
      'Requests restores from an archive. The objects are readable hours after such a job is Complete.',
    OTHER: 'An operation that this gateway does not know yet; it can only be read.',
  },
);

/** The described operations, by the names that records have. */
const structures = new Map<string, Structure>(
  Object.entries(operationNames).flatMap(([awsName, name]) => {
    const kind = jobOperation.members[awsName]?.kind;
    return kind?.is === 'structure' ? [[name, kind] as const] : [];
  }),
);

export const BatchOperation = builder.interfaceRef<OperationRecord>('BatchOperation').implement({
  description:
    'What a job does to every object of its manifest, with its parameters. https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobOperation.html',
  fields: (t) => ({
    operationName: t.field({
      type: BatchOperationName,
      description: 'Which operation it is.',
      resolve: ({ operationName }) => operationName,
    }),
  }),
  resolveType: ({ operationName }) => structures.get(operationName)?.name ?? 'UnknownOperation',
});

for (const structure of structures.values()) makeObjectType(structure, [BatchOperation]);

builder.objectRef<OperationRecord>('UnknownOperation').implement({
  description: 'An operation that AWS has added and this gateway does not know yet.',
  interfaces: [BatchOperation],
  fields: (t) => ({
    awsName: t.string({
      description: 'AWS\'s name of it; "Unknown" where AWS\'s answer lost it.',
      resolve: ({ awsName }) => awsName,
    }),
    definition: t.field({
      type: 'JSONObject',
      nullable: true,
      description: 'The operation as AWS describes it; null where it cannot be read.',
      resolve: ({ definition }) => definition ?? null,
    }),
  }),
});

export const BatchOperationInput = inputTypeOf(jobOperation);

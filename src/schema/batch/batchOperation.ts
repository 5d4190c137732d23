// The operation of a Batch job: an interface with one type for each operation of AWS, and one for operations that AWS
// adds later.
import { checkInput } from '../../aws/checkInput.ts';
import {
  fromOperation,
  jobOperation,
  type OperationRecord,
  operationNames,
} from '../../aws/s3control/structures/operation.ts';
import type { Structure, StructureRecord } from '../../aws/structure.ts';
import { awsEnums } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { inputTypeOf, makeObjectType } from '../kit/structureTypes.ts';

export const { output: BatchOperationName, input: BatchOperationNameInput } = awsEnums(
  'BatchOperationName',
  operationNames,
  'The operation that an S3 Batch Operations job performs on each object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-operations.html',
  {
    LAMBDA_INVOKE: 'Invokes a Lambda function for the object.',
    S3_PUT_OBJECT_COPY: 'Copies the object to a bucket.',
    S3_PUT_OBJECT_ACL: 'Replaces the access control list of the object.',
    S3_PUT_OBJECT_TAGGING: 'Replaces all tags of the object.',
    S3_DELETE_OBJECT_TAGGING: 'Removes all tags of the object.',
    S3_INITIATE_RESTORE_OBJECT:
      'Requests the restore of an archived object. The objects become readable hours after the job is complete.',
    S3_PUT_OBJECT_LEGAL_HOLD: 'Puts a legal hold on the object, or lifts it.',
    S3_PUT_OBJECT_RETENTION: 'Sets the Object Lock retention of the object, or lifts it.',
    S3_REPLICATE_OBJECT: "Replicates the object by the bucket's replication rules.",
    S3_COMPUTE_OBJECT_CHECKSUM: 'Computes a checksum of the object for the completion report.',
    S3_UPDATE_OBJECT_ENCRYPTION: 'Changes the server-side encryption of the object in place.',
  },
);

/** The known operations, by the operationName of a record. */
const structures = new Map<string, Structure>(
  Object.entries(operationNames).flatMap(([awsName, name]) => {
    const kind = jobOperation.members[awsName]?.kind;
    return kind?.is === 'structure' ? [[name, kind] as const] : [];
  }),
);

export const BatchOperation = builder.interfaceRef<OperationRecord>('BatchOperation').implement({
  description:
    'The operation that a job performs on each object of its manifest, with its parameters. https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobOperation.html',
  fields: (t) => ({
    operationName: t.field({
      type: BatchOperationName,
      description: 'The operation; OTHER for an `UnknownOperation`.',
      resolve: ({ operationName }) => operationName,
    }),
  }),
  resolveType: ({ operationName }) => structures.get(operationName)?.name ?? 'UnknownOperation',
});

for (const structure of structures.values()) makeObjectType(structure, [BatchOperation]);

builder.objectRef<OperationRecord>('UnknownOperation').implement({
  description: 'An operation that this version of the gateway does not know.',
  interfaces: [BatchOperation],
  fields: (t) => ({
    awsName: t.string({
      description: 'The name of the operation in AWS; "Unknown" if the response does not contain it.',
      resolve: ({ awsName }) => awsName,
    }),
    definition: t.field({
      type: 'JSONObject',
      nullable: true,
      description: 'The operation as AWS returned it; null if it is unreadable.',
      resolve: ({ definition }) => definition ?? null,
    }),
  }),
});

export const BatchOperationInput = inputTypeOf(jobOperation);

/** The member of CreateJob. */
export function toOperationParameters(input: StructureRecord) {
  const path = ['input', 'operation'];
  checkInput(jobOperation, input, path);
  return fromOperation(input, path);
}

// A new select job: an SQL expression over an archive, with its result in S3. The simulator runs the job, not the expression.
// Whether AWS still accepts select jobs is not published.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { invalidParameter, missingParameter } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { Vault } from '../../world/records.ts';
import { rejectForeignParameters } from './rejectForeignParameters.ts';
import { retrievableArchive } from './retrievableArchive.ts';

export function newSelect(parameters: JobParameters, vault: Vault, context: OperationContext) {
  rejectForeignParameters(parameters, ['Format', 'InventoryRetrievalParameters', 'RetrievalByteRange']);
  const archive = retrievableArchive(parameters, vault, context);
  const { SelectParameters: select, OutputLocation: outputLocation, Tier: tier = 'Standard' } = parameters;
  if (!select) throw missingParameter('SelectParameters');
  for (const name of ['InputSerialization', 'ExpressionType', 'Expression', 'OutputSerialization'] as const) {
    if (select[name] === undefined) throw missingParameter(name);
  }
  if (select.ExpressionType !== 'SQL') throw invalidParameter(`Invalid expression type: ${select.ExpressionType}`);
  const { BucketName: bucket, Prefix: prefix = '' } = outputLocation?.S3 ?? {};
  if (!outputLocation || bucket === undefined) throw missingParameter('OutputLocation');
  const id = context.world.ids.job();
  return {
    action: 'Select' as const,
    id,
    archive,
    tier,
    parameters: select,
    outputLocation,
    outputPath: [bucket, prefix, id].filter((part) => part !== '').join('/'),
  };
}

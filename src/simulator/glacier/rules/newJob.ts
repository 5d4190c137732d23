// Validation of InitiateJob's parameters for each job type, by the guide; returns the job to record. A member of another job
// type is rejected: AWS documents that for some members only, and a strict simulator hides no mistake.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { invalidParameter, missingParameter } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { Vault } from '../../world/records.ts';
import type { NewJob } from '../../world/world.ts';
import { checkDescription } from './checkDescription.ts';
import { checkTopic } from './checkTopic.ts';
import { newArchiveRetrieval } from './newArchiveRetrieval.ts';
import { newInventoryRetrieval } from './newInventoryRetrieval.ts';
import { newSelect } from './newSelect.ts';

export function newJob(parameters: JobParameters, vault: Vault, context: OperationContext): NewJob {
  const { Type: type, Description: description, SNSTopic: snsTopic, Tier: tier } = parameters;
  if (type === undefined) throw missingParameter('Type');
  const common = {
    description: description === undefined ? undefined : checkDescription(description),
    snsTopic: snsTopic === undefined ? undefined : checkTopic(snsTopic, context.location.region),
    tier: tier === undefined ? undefined : checkTier(tier),
  };
  switch (type) {
    case 'archive-retrieval':
      return { ...common, ...newArchiveRetrieval(parameters, vault, context) };
    case 'inventory-retrieval':
      return { ...common, ...newInventoryRetrieval(parameters, vault, context) };
    case 'select':
      return { ...common, ...newSelect(parameters, vault, context) };
    default:
      throw invalidParameter(`Invalid job type: ${type}`);
  }
}

function checkTier(tier: string): string {
  if (!['Expedited', 'Standard', 'Bulk'].includes(tier)) throw invalidParameter(`Invalid tier: ${tier}`);
  return tier;
}

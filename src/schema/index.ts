// The whole schema. The imports register their types; nothing in this folder imports this file.
import './batch/batchJob.ts';
import './batch/batchJobMutations.ts';
import './batch/completionReport.ts';
import './batch/createBatchJob.ts';
import './batch/reportTasks.ts';
import './batch/taskFailures.ts';
import './glacier/dataRetrievalPolicy.ts';
import './glacier/ensureInventory.ts';
import './glacier/estimate.ts';
import './gateway.ts';
import './glacier/glacierJob.ts';
import './glacier/initiateArchiveRetrievals.ts';
import './glacier/initiateJob.ts';
import './glacier/inventory.ts';
import './glacier/jobOutput.ts';
import './jobs.ts';
import './node.ts';
import './glacier/provisionedCapacity.ts';
import './subscriptions.ts';
import './glacier/vault.ts';
import './glacier/vaultMutations.ts';
import './vaults.ts';
import './viewer.ts';
import './kit/scalars.ts';
import { auditMutations } from './kit/auditMutations.ts';
import { builder } from './kit/builder.ts';

export const schema = auditMutations(builder.toSchema({ sortSchema: false }));

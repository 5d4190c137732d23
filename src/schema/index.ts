// The whole schema. The imports register their types; nothing in this folder imports this file.
import './batchJob.ts';
import './batchJobMutations.ts';
import './dataRetrievalPolicy.ts';
import './ensureInventory.ts';
import './estimate.ts';
import './gateway.ts';
import './glacierJob.ts';
import './initiateArchiveRetrievals.ts';
import './initiateJob.ts';
import './inventory.ts';
import './jobOutput.ts';
import './jobs.ts';
import './node.ts';
import './provisionedCapacity.ts';
import './subscriptions.ts';
import './vault.ts';
import './vaultMutations.ts';
import { auditMutations } from './auditMutations.ts';
import { builder } from './builder.ts';

export const schema = auditMutations(builder.toSchema({ sortSchema: false }));

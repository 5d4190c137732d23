// What may be asked, as it is configured.

import type { DocumentLimits } from './documents/checkDocument.ts';
import type { PersistedDocuments } from './documents/persistedDocuments.ts';
import type { CostLimits } from './plugins/useCostLimit.ts';

export interface RequestRules {
  /** On loopback alone, where left out. */
  introspection?: boolean | undefined;
  /** On loopback alone, where left out, and not with persisted documents. */
  graphiql?: boolean | undefined;
  /** Of web pages, besides the gateway's own. */
  corsOrigins: readonly string[];
  /** All that may be executed; anything where left out. */
  persistedDocuments?: PersistedDocuments | undefined;
  documents: DocumentLimits;
  cost: CostLimits;
}

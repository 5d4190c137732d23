// The views, in the order of the navigation. The first one opens when the address names none.
import { BatchView } from './batch/BatchView.tsx';
import { BulkView } from './bulk/BulkView.tsx';
import { JobView } from './job/JobView.tsx';
import { JobsView } from './jobs/JobsView.tsx';
import { StartedView } from './started/StartedView.tsx';
import { VaultsView } from './vaults/VaultsView.tsx';
import { VaultView } from './vaults/VaultView.tsx';
import type { View } from './view.ts';

export const views: readonly [View, ...View[]] = [
  { name: 'jobs', navigation: 'Jobs', component: JobsView },
  { name: 'vaults', navigation: 'Vaults', component: VaultsView },
  { name: 'started', navigation: 'Cost', component: StartedView },
  { name: 'vault', navigation: null, component: VaultView },
  { name: 'batch', navigation: null, component: BatchView },
  { name: 'bulk', navigation: null, component: BulkView },
  { name: 'job', navigation: null, component: JobView },
];

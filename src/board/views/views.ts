// The views, in the order of the navigation. The first one opens when the address names none.
import { JobsView } from './jobs/JobsView.tsx';
import type { View } from './view.ts';

export const views: readonly [View, ...View[]] = [{ name: 'jobs', navigation: 'Jobs', component: JobsView }];

import type { PaceBounds, Paces } from '../../src/jobs/pace.ts';

/** The same bounds for both services. */
export const samePaces = (bounds: PaceBounds): Paces => ({ GlacierJob: bounds, BatchJob: bounds });

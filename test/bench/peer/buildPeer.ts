// The bundle of the naive peer, built in the way that is fastest for it.
import { type Bundle, bundle } from '../bundle.ts';
import type { startPeer } from './startPeer.ts';

const entry = { file: './startPeer.ts', start: 'startPeer' satisfies keyof { startPeer: typeof startPeer } };

export const buildPeer = (): Promise<Bundle> => bundle({ folder: import.meta.dirname, ...entry });

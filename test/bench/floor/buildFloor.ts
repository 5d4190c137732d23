// The bundle of the floor.
import { type Bundle, bundle } from '../bundle.ts';
import type { startFloor } from './startFloor.ts';

const entry = { file: './startFloor.ts', start: 'startFloor' satisfies keyof { startFloor: typeof startFloor } };

export const buildFloor = (): Promise<Bundle> => bundle({ folder: import.meta.dirname, ...entry });

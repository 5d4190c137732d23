// The built programs that the bench measures.
import { join } from 'node:path';
import { options } from './options.ts';

const dist = join(import.meta.dirname, '../../dist');
export const gatewayMain = join(options.dist ?? dist, 'main.js');
export const simulatorMain = join(dist, 'simulator.js');

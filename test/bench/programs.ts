// The built programs that the bench measures.
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../dist');
export const gatewayMain = join(dist, 'main.js');
export const simulatorMain = join(dist, 'simulator.js');

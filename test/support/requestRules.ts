// What may be asked of a gateway that is configured no other way: as options/requests.ts has it.
import { parseConfig } from '../../src/config/config.ts';
import type { RequestRules } from '../../src/http/requestRules.ts';

const config = parseConfig([], {});
if (config === 'help') throw new Error('nobody asked for help');

export const requestRules: RequestRules = {
  corsOrigins: [],
  documents: { depth: config.MAX_DEPTH, aliases: config.MAX_ALIASES, tokens: config.MAX_TOKENS },
  cost: { awsCalls: config.MAX_AWS_CALLS, nodes: config.MAX_NODES },
};

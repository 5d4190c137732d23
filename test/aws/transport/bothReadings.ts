// One response in the reader of the transport and in the SDK, with all middlewares of the client and without a network.
import { NormalizedSchema } from '@smithy/core/schema';
import { createClientPool } from '../../../src/aws/client/clientPool.ts';
import { expectRecords } from '../../../src/aws/client/repairLists.ts';
import { limiterSettingsOf } from '../../../src/aws/limiter/limiterSettings.ts';
import { readBySdk, type SdkClient } from '../../../src/aws/transport/heldOutcomes.ts';
import { schemaOf } from '../../../src/aws/transport/operationSchema.ts';
import { jsonReader } from '../../../src/aws/transport/readJson.ts';
import { xmlReader } from '../../../src/aws/transport/readXml.ts';
import { isLeftToSdk } from '../../../src/aws/transport/unusual.ts';
import { defaultConfig } from '../../../src/config/options.ts';
import { steadyClock } from '../../../src/core/clock.ts';
import { createEgress } from '../../../src/egress/createEgress.ts';
import { createByteBudget } from '../../../src/limits/createByteBudget.ts';
import { backendAt } from '../backendAt.ts';
import { commandOf, location, type ReadName, reads } from './bothPaths.ts';

export function openReadings(name: ReadName) {
  const config = defaultConfig();
  const pool = createClientPool(backendAt('http://127.0.0.1:1', location), {
    timeouts: { attempt: 1_000, call: 1_000 },
    limits: limiterSettingsOf(config),
    egress: createEgress(),
    idleClock: steadyClock,
    collector: { maxBytes: config.MAX_AWS_RESPONSE_BYTES, budget: createByteBudget(config) },
  });
  const { operation } = reads[name];
  const isJson = operation.service === 'glacier';
  const output = NormalizedSchema.of(schemaOf(commandOf(name))?.[5] ?? 0);
  const read = isJson ? jsonReader(output, operation) : xmlReader(output, operation);
  const client = pool.at(location).clients[operation.service] as unknown as SdkClient;
  const headers = { 'content-type': isJson ? 'application/json' : 'application/xml' };
  return {
    /** Undefined if it is left to the SDK. */
    lean: (body: Buffer): unknown => {
      try {
        return read(body);
      } catch (error) {
        if (isLeftToSdk(error)) return undefined;
        throw error;
      }
    },
    sdk: async (body: Buffer): Promise<unknown> => {
      const command = commandOf(name);
      expectRecords(command.input, operation);
      const { $metadata: _, ...read } = await readBySdk(client, command, { statusCode: 200, headers, body }, 0);
      return read;
    },
    [Symbol.dispose]: () => pool.close(),
  };
}

// The comparison of both readings of generated responses, in any number.
import fc from 'fast-check';
import { expect } from 'vitest';
import { anyJson, anyXml } from './anyResponse.ts';
import { commandOf, type ReadName, reads } from './bothPaths.ts';
import { openReadings } from './bothReadings.ts';

export const bodyOf = (name: ReadName): fc.Arbitrary<string> => {
  const { service, name: operation } = reads[name].operation;
  return service === 'glacier' ? anyJson(commandOf(name)) : anyXml(commandOf(name), `${operation}Result`);
};

export async function expectEqualReadings(name: ReadName, body: fc.Arbitrary<Buffer>, numRuns: number) {
  using readings = openReadings(name);
  await fc.assert(
    fc.asyncProperty(body, async (bytes) => {
      const read = readings.lean(bytes);
      if (read === undefined) return;
      const bySdk = await readings.sdk(bytes);
      expect(read).toEqual(bySdk);
      // The order of the members too: records are compared as JSON.
      expect(JSON.stringify(read)).toBe(JSON.stringify(bySdk));
    }),
    { numRuns },
  );
}

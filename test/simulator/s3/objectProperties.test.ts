import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultProperties, objectProperties } from '../../../src/simulator/world/objects/objectProperties.ts';
import type { ObjectProperties } from '../../../src/simulator/world/objects/records.ts';

const text = fc.constantFrom(undefined, 'a', 'b');
const given: fc.Arbitrary<Partial<ObjectProperties>> = fc.record(
  {
    contentType: fc.constantFrom('a', 'b'),
    contentLanguage: text,
    expires: fc.constantFrom(undefined, new Date(0), new Date(1)),
    metadata: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
    storageClass: fc.constantFrom('STANDARD', 'GLACIER'),
    encryption: fc.record({ algorithm: fc.constant('aws:kms'), kmsKeyId: text, bucketKey: fc.constant(undefined) }),
    archiveTier: fc.constantFrom(undefined, 'ARCHIVE_ACCESS' as const),
  },
  { requiredKeys: [] },
);

test('shares the properties of the object before, if they are equal', () => {
  fc.assert(
    fc.property(fc.array(given, { minLength: 2 }), (objects) => {
      let before = defaultProperties;
      for (const each of objects) {
        const properties = objectProperties(each, before);
        expect(properties).toEqual({ ...defaultProperties, ...each });
        expect(objectProperties({ ...properties, metadata: { ...properties.metadata } }, properties)).toBe(properties);
        before = properties;
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

// The readers of the transport: what they recognise is what the SDK reads from the same bytes.
import { describe, test } from 'vitest';
import { anyDamage } from './anyResponse.ts';
import { readNames } from './bothPaths.ts';
import { bodyOf, expectEqualReadings } from './equalReadings.ts';

describe.each(readNames)('a response to %s', (name) => {
  const body = bodyOf(name);

  test('is read as the SDK reads it', () =>
    expectEqualReadings(
      name,
      body.map((text) => Buffer.from(text)),
      60,
    ));

  test('that is damaged is read as the SDK reads it', () => expectEqualReadings(name, anyDamage(body), 120));
});

// The same comparison with thousands of responses.
import { describe, test } from 'vitest';
import { anyDamage } from './anyResponse.ts';
import { readNames } from './bothPaths.ts';
import { bodyOf, expectEqualReadings } from './equalReadings.ts';

describe.each(readNames)('a response to %s', (name) => {
  const body = bodyOf(name);

  test('is read as the SDK reads it, in thousands of forms', () =>
    expectEqualReadings(
      name,
      body.map((text) => Buffer.from(text)),
      3000,
    ));

  test('that is damaged is read as the SDK reads it, in thousands of forms', () =>
    expectEqualReadings(name, anyDamage(body), 6000));
});

// A part of vitest's setup and its global setup: the seed of all property tests. By default it is always the same, so that a run repeats
// the one before it. FAST_CHECK_SEED=<integer> sets another one; FAST_CHECK_SEED=random draws one and prints it.
import { randomInt } from 'node:crypto';
import fc from 'fast-check';

const variable = 'FAST_CHECK_SEED';
const usualSeed = 1;

/** vitest calls this in its main process. The workers inherit the seed. */
export const setup = (): void => {
  if (process.env[variable] !== 'random') return;
  const seed = randomInt(2 ** 31);
  process.env[variable] = `${seed}`;
  process.stdout.write(`To repeat the property tests of this run, set ${variable}=${seed}\n`);
};

const chosen = process.env[variable] ?? `${usualSeed}`;
if (chosen !== 'random' && !/^-?\d{1,10}$/.test(chosen)) {
  throw new Error(`${variable} is "${chosen}". It must be an integer or "random".`);
}
if (chosen !== 'random') fc.configureGlobal({ seed: Number(chosen) });

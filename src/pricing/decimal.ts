// Decimal numbers without rounding: prices are decimals, and what is multiplied with them are whole numbers and the
// inverses of powers of two and ten, which all have an end in decimals.

/** units / 10^places */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** What a text must be for `decimal`. */
export const decimalPattern = /^\d{1,12}(\.\d{1,12})?$/;

export function decimal(text: string): Decimal {
  if (!decimalPattern.test(text)) throw new RangeError(`${text} is no decimal`);
  const [whole = '', fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction), places: fraction.length };
}

export const whole = (value: number): Decimal => ({ units: BigInt(value), places: 0 });

/** 1 / value; of a value that has other prime factors than 2 and 5, no decimal is. */
export function inverse(value: bigint): Decimal {
  for (let places = 0, power = 1n; places <= 64; places++, power *= 10n) {
    if (power % value === 0n) return { units: power / value, places };
  }
  throw new RangeError(`1/${value} has no end in decimals`);
}

export const product = (...factors: readonly Decimal[]): Decimal =>
  factors.reduce((a, b) => ({ units: a.units * b.units, places: a.places + b.places }), whole(1));

export function sum(...terms: readonly Decimal[]): Decimal {
  const places = Math.max(0, ...terms.map((term) => term.places));
  const units = terms.reduce((total, term) => total + term.units * 10n ** BigInt(places - term.places), 0n);
  return { units, places };
}

/** At least two places, and no zeros behind those: 10.24005, 0.30. */
export function amountOf({ units, places }: Decimal): string {
  const digits = units.toString().padStart(places + 1, '0');
  const point = digits.length - places;
  const fraction = digits.slice(point).replace(/0+$/, '');
  return `${digits.slice(0, point)}.${fraction.padEnd(2, '0')}`;
}

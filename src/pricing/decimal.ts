// Exact decimal arithmetic. Prices are decimals; their factors are whole numbers and the inverses of powers of two and ten,
// which all have finite decimal expansions.

/** units / 10^places */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** The texts that `decimal` accepts. */
export const decimalPattern = /^\d{1,12}(\.\d{1,12})?$/;

export function decimal(text: string): Decimal {
  if (!decimalPattern.test(text)) throw new RangeError(`${text} is not a decimal number`);
  return parseAmount(text);
}

/** The inverse of `amountOf`. An amount can have more digits than a price. */
export function parseAmount(amount: string): Decimal {
  const [whole = '', fraction = ''] = amount.split('.');
  return { units: BigInt(whole + fraction), places: fraction.length };
}

export const whole = (value: number): Decimal => ({ units: BigInt(value), places: 0 });

/** 1 / value. The value may only have the prime factors 2 and 5. */
export function inverse(value: bigint): Decimal {
  for (let places = 0, power = 1n; places <= 64; places++, power *= 10n) {
    if (power % value === 0n) return { units: power / value, places };
  }
  throw new RangeError(`1/${value} has no finite decimal expansion`);
}

export const product = (...factors: readonly Decimal[]): Decimal =>
  factors.reduce((a, b) => ({ units: a.units * b.units, places: a.places + b.places }), whole(1));

export function sum(...terms: readonly Decimal[]): Decimal {
  const places = Math.max(0, ...terms.map((term) => term.places));
  const units = terms.reduce((total, term) => total + term.units * 10n ** BigInt(places - term.places), 0n);
  return { units, places };
}

/** An amount of money: at most six decimal places, rounded up, so that no positive amount becomes 0. */
export function roundUp({ units, places }: Decimal): Decimal {
  if (places <= 6) return { units, places };
  const unit = 10n ** BigInt(places - 6);
  return { units: (units + unit - 1n) / unit, places: 6 };
}

/** Two to six decimal places, rounded up, without further trailing zeros: 10.24005, 0.30. */
export function amountOf(value: Decimal): string {
  const { units, places } = roundUp(value);
  const digits = units.toString().padStart(places + 1, '0');
  const point = digits.length - places;
  const fraction = digits.slice(point).replace(/0+$/, '');
  return `${digits.slice(0, point)}.${fraction.padEnd(2, '0')}`;
}

// Numbers of nine digits, written three digits at a time, in decimal or in base64, where three digits are four characters
// whatever surrounds them.

const DIGITS = 9;

const groups = Array.from({ length: 1000 }, (_, group) => String(group).padStart(3, '0'));
const plain = Buffer.from(groups.join(''));
const base64 = Buffer.from(groups.map(inBase64).join(''));

export const digitsOf = (number: number): string => String(number).padStart(DIGITS, '0');

export function inBase64(digits: string): string {
  return Buffer.from(digits).toString('base64');
}

export const writeDigits = (number: number, target: Buffer, at: number): void => write(plain, 3, number, target, at);

export const writeDigits64 = (number: number, target: Buffer, at: number): void => write(base64, 4, number, target, at);

function write(table: Buffer, width: number, number: number, target: Buffer, at: number): void {
  let rest = number;
  for (let group = DIGITS / 3 - 1; group >= 0; group -= 1) {
    const from = (rest % 1000) * width;
    for (let index = 0; index < width; index += 1) target[at + group * width + index] = table[from + index] ?? 0;
    rest = Math.floor(rest / 1000);
  }
}

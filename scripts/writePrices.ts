// npm run --silent prices -- FILE... > prices.json: the price list for PRICE_LIST_FILE, from offer files of AWS that were
// downloaded before. Standard error names the regions that are left out, and why.
import { readFileSync } from 'node:fs';
import { convertOffers } from './prices/convertOffers.ts';
import { type Offer, parseOffer } from './prices/parseOffer.ts';

function readOffer(file: string): Offer {
  try {
    return parseOffer(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not an offer file of AWS: ${(error as Error).message}`);
  }
}

function main(files: readonly string[]): void {
  if (files.length === 0) throw new Error('Name the offer files: see docs/prices.md.');
  const { priceList, leftOut } = convertOffers(files.map(readOffer));
  for (const [region, reason] of Object.entries(leftOut)) process.stderr.write(`left out: ${region}: ${reason}\n`);
  if (Object.keys(priceList.regions).length === 0) throw new Error('No region has all prices.');
  process.stdout.write(`${JSON.stringify(priceList, null, 2)}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

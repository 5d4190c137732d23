// Writes the licenses of all that is in the build to standard output, as they want it: the package that is published
// carries their code, and so must carry these.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundles.ts';
import { type Shipped, shippedPackages } from './shippedPackages.ts';

/** Names such as LICENSE, license.md, LICENSE-MIT and NOTICE. */
const isNotice = (file: string) => /^(licen[cs]e|notice|copying)([-.].*)?$/i.test(file);

function noticesOf({ folder, name, license }: Shipped): string[] {
  const path = join(root, folder);
  const files = existsSync(path) ? readdirSync(path).filter(isNotice).sort() : [];
  if (!license) throw new Error(`${name} does not name its license`);
  return files.map((file) => readFileSync(join(path, file), 'utf8').trim());
}

const packages = (await shippedPackages()).map((shipped) => ({ ...shipped, notices: noticesOf(shipped) }));

/** Many share a text: each stands there once, below all that it is of. */
const byText = new Map<string, string[]>();
for (const { name, version, license, notices } of packages) {
  const text = notices.join('\n\n') || `Licence: ${license}. The package carries no text of it.`;
  byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
}
const line = `\n\n${'-'.repeat(80)}\n\n`;
const sections = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
process.stdout.write(
  `This program contains code of these packages, under their licenses.${line}${sections.join(line)}\n`,
);

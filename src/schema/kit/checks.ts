// What an argument that names an AWS thing may look like. Checked before any call: a value that cannot be one is an
// error that says so, and nothing a caller sends can steer a request to another path, account or region.
import type { Backend } from '../../aws/backend.ts';
import { defaultLocation } from '../../aws/backend.ts';
import { descriptionRoom } from '../../aws/glacier/startToken.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Location, VaultKey } from '../../core/location.ts';
import { checkArn } from './checkArns.ts';

type Path = readonly string[];

const refuse = (path: Path, reason: string): never => {
  throw new InvalidInputError(path, `${path.join('.')}: ${reason}`);
};

export interface LocationArguments {
  account?: string | null | undefined;
  region?: string | null | undefined;
}

/** The account and region asked for; the gateway's own where they are left out. */
export function checkLocation(backend: Backend, { account, region }: LocationArguments, path: Path = []): Location {
  const accountId = account ?? defaultLocation(backend).accountId;
  const known = backend.accounts.find((candidate) => candidate.accountId === accountId);
  if (!known) {
    const allowed = backend.accounts.map((candidate) => candidate.accountId).join(', ');
    return refuse([...path, 'account'], `not one of this gateway's accounts (${allowed}).`);
  }
  const home = defaultLocation(backend).region;
  const chosen = region ?? (known.regions.includes(home) ? home : (known.regions[0] ?? home));
  if (!known.regions.includes(chosen)) {
    return refuse([...path, 'region'], `not one of the account's regions (${known.regions.join(', ')}).`);
  }
  return { accountId, region: chosen };
}

/** Whether this gateway serves the account and region. */
export const isServed = (backend: Backend, { accountId, region }: Location): boolean =>
  backend.accounts.some((account) => account.accountId === accountId && account.regions.includes(region));

const vaultNames = /^[A-Za-z0-9_.-]{1,255}$/;

/** `.` and `..` are made of allowed characters, but no address keeps them. */
export const isVaultName = (name: string): boolean => vaultNames.test(name) && name !== '.' && name !== '..';

export function checkVaultName(vaultName: string, path: Path): string {
  if (isVaultName(vaultName)) return vaultName;
  return refuse(path, 'a vault name is 1 to 255 of the characters a-z A-Z 0-9 _ - . and neither "." nor "..".');
}

export const checkVault = (
  backend: Backend,
  input: LocationArguments & { vaultName: string },
  path: Path = [],
  nameOfArgument = 'vaultName',
): VaultKey => ({
  ...checkLocation(backend, input, path),
  vaultName: checkVaultName(input.vaultName, [...path, nameOfArgument]),
});

const ids = /^[A-Za-z0-9_-]{1,1024}$/;

export const isOpaqueId = (id: string): boolean => ids.test(id);

/** A job or archive id: AWS's are 92 and 138 characters long, but opaque. */
export function checkOpaqueId(id: string, path: Path): string {
  return isOpaqueId(id) ? id : refuse(path, 'an id of AWS is made of the characters a-z A-Z 0-9 _ - only.');
}

const descriptions = new RegExp(`^[\\x20-\\x7e]{0,${descriptionRoom}}$`);

/** Printable ASCII, as long as AWS takes it together with the token of a start. */
export function checkDescription(text: string | null | undefined, path: Path): string | undefined {
  if (text == null) return undefined;
  if (descriptions.test(text)) return text;
  return refuse(
    path,
    `at most ${descriptionRoom} characters of printable ASCII (0x20-0x7E): of the 1,024 that AWS takes, the gateway needs the rest to know the job again.`,
  );
}

/** An SNS topic; AWS takes only one of the vault's region. */
export function checkSnsTopic(
  arn: string | null | undefined,
  backend: Backend,
  location: Location,
  path: Path,
): string | undefined {
  if (arn == null) return undefined;
  const { region } = location;
  const [, , service, topicRegion, account, name, ...rest] = arn.split(':');
  if (
    service !== 'sns' ||
    !/^\d{12}$/.test(account ?? '') ||
    !/^[\w-]{1,256}(\.fifo)?$/.test(name ?? '') ||
    rest.length > 0
  )
    return refuse(path, 'not the ARN of an SNS topic.');
  if (topicRegion !== region) return refuse(path, `SNS topics must be in the vault's region, ${region}.`);
  checkArn(arn, backend, location, path);
  return arn;
}

const mebibyte = 1024 * 1024;

/** Inclusive; AWS wants whole mebibytes, but for an end that is the archive's, whose size is not known here. */
export function checkByteRange(
  range: { start: number; end: number } | null | undefined,
  path: Path,
): string | undefined {
  if (range == null) return undefined;
  const { start, end } = range;
  if (start < 0 || start % mebibyte !== 0) return refuse([...path, 'start'], 'a multiple of 1048576 (1 MiB), from 0.');
  if (end < start) return refuse([...path, 'end'], 'not before start.');
  return `${start}-${end}`;
}

export function checkWholeNumber(
  value: number | null | undefined,
  { from, to = Number.MAX_SAFE_INTEGER }: { from: number; to?: number },
  path: Path,
): number | undefined {
  if (value == null) return undefined;
  if (value >= from && value <= to) return value;
  return refuse(path, to === Number.MAX_SAFE_INTEGER ? `at least ${from}.` : `from ${from} to ${to}.`);
}

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The whole tag set of a vault: at most 50, each key once. */
export function checkTags<Tag extends { key: string; value: string }>(
  tags: readonly Tag[],
  path: Path,
): readonly Tag[] {
  if (tags.length > 50) return refuse(path, 'a vault has at most 50 tags.');
  tags.forEach(({ key, value }, index) => {
    const at = [...path, String(index)];
    if (key.length < 1 || key.length > 128 || !tagText.test(key)) {
      refuse([...at, 'key'], '1 to 128 letters, digits, spaces and _ . : / = + - @.');
    }
    if (key.toLowerCase().startsWith('aws:')) refuse([...at, 'key'], 'must not start with "aws:".');
    if (value.length > 255 || !tagText.test(value)) {
      refuse([...at, 'value'], 'at most 255 letters, digits, spaces and _ . : / = + - @.');
    }
    if (tags.findIndex((tag) => tag.key === key) !== index) refuse([...at, 'key'], 'stands twice in the set.');
  });
  return tags;
}

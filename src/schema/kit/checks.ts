// Checks of arguments, made before any AWS call. A value that AWS cannot have given is an error that says so, and no
// argument can direct a request to another path, account or region.
import type { Backend } from '../../aws/backend.ts';
import { defaultLocation } from '../../aws/backend.ts';
import { descriptionRoom } from '../../aws/glacier/startToken.ts';
import { rejectInput } from '../../core/errors.ts';
import { isVaultName } from '../../core/isVaultName.ts';
import type { Location, VaultKey } from '../../core/location.ts';
import { checkArn } from './checkArns.ts';
import { refuseGlobalId } from './globalId.ts';

type Path = readonly string[];

export interface LocationArguments {
  accountId?: string | null | undefined;
  region?: string | null | undefined;
}

/** The location of the arguments; the gateway's default account and region if they are omitted. */
export function checkLocation(backend: Backend, given: LocationArguments, path: Path = []): Location {
  const accountId = given.accountId ?? defaultLocation(backend).accountId;
  const known = backend.accounts.find((candidate) => candidate.accountId === accountId);
  if (!known) {
    const allowed = backend.accounts.map((candidate) => candidate.accountId).join(', ');
    return rejectInput([...path, 'accountId'], `unknown account; configured accounts: ${allowed}.`);
  }
  const home = defaultLocation(backend).region;
  const chosen = given.region ?? (known.regions.includes(home) ? home : (known.regions[0] ?? home));
  if (!known.regions.includes(chosen)) {
    return rejectInput(
      [...path, 'region'],
      `unknown region of the account; configured regions: ${known.regions.join(', ')}.`,
    );
  }
  return { accountId, region: chosen };
}

export function checkVaultName(vaultName: string, path: Path): string {
  refuseGlobalId(vaultName, 'the name of a vault', path);
  if (isVaultName(vaultName)) return vaultName;
  return rejectInput(
    path,
    'a vault name has 1 to 255 of the characters a-z A-Z 0-9 _ - . and is neither "." nor "..".',
  );
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

/** Checks a job or archive ID. AWS's have 92 and 138 characters, but they are opaque. */
export function checkOpaqueId(id: string, path: Path): string {
  refuseGlobalId(id, 'the ID that AWS assigned', path);
  return isOpaqueId(id) ? id : rejectInput(path, 'an ID of AWS has 1 to 1024 of the characters a-z A-Z 0-9 _ -.');
}

const descriptions = new RegExp(`^[\\x20-\\x7e]{0,${descriptionRoom}}$`);

/** Printable ASCII, short enough for AWS together with the start token that the gateway appends. */
export function checkDescription(text: string | null | undefined, path: Path): string | undefined {
  if (text == null) return undefined;
  if (descriptions.test(text)) return text;
  return rejectInput(
    path,
    `at most ${descriptionRoom} characters of printable ASCII (0x20-0x7E) are allowed. AWS accepts 1,024; the gateway needs the rest to recognize the job.`,
  );
}

/** Checks an SNS topic. AWS accepts only topics in the region of the vault. */
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
    return rejectInput(path, 'the value must be the ARN of an SNS topic.');
  if (topicRegion !== region) return rejectInput(path, `the topic must be in the region of the vault, ${region}.`);
  checkArn(arn, backend, location, path);
  return arn;
}

const mebibyte = 1024 * 1024;

/** Inclusive. AWS requires whole mebibytes, except for an end at the end of the archive, whose size is unknown here. */
export function checkByteRange(
  range: { start: number; end: number } | null | undefined,
  path: Path,
): string | undefined {
  if (range == null) return undefined;
  const { start, end } = range;
  if (start < 0 || start % mebibyte !== 0)
    return rejectInput([...path, 'start'], 'the value must be 0 or a positive multiple of 1048576 (1 MiB).');
  if (end < start) return rejectInput([...path, 'end'], 'the value must be at least `start`.');
  return `${start}-${end}`;
}

export function checkWholeNumber(
  value: number | null | undefined,
  { from, to = Number.MAX_SAFE_INTEGER }: { from: number; to?: number },
  path: Path,
): number | undefined {
  if (value == null) return undefined;
  if (value >= from && value <= to) return value;
  return rejectInput(
    path,
    to === Number.MAX_SAFE_INTEGER
      ? `the value must be at least ${from}.`
      : `the value must be between ${from} and ${to}.`,
  );
}

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const maxKeyLength = 128;

/** A key of a tag, AWS's own included. */
function checkTagKey(key: string, path: Path): void {
  if (key.length >= 1 && key.length <= maxKeyLength && tagText.test(key)) return;
  rejectInput(path, `a key has 1 to ${maxKeyLength} letters, digits, spaces and _ . : / = + - @.`);
}

function checkTagValue(value: string, maxLength: number, path: Path): void {
  if (value.length <= maxLength && tagText.test(value)) return;
  rejectInput(path, `a value has at most ${maxLength} letters, digits, spaces and _ . : / = + - @.`);
}

/** Checks conditions on tags: the tags of each job are a call, and no job has a tag that cannot be. */
export function checkTagFilters(
  tags: readonly { key: string; value?: string | null | undefined }[] | null | undefined,
  maxValueLength: number,
  path: Path,
): void {
  tags?.forEach(({ key, value }, index) => {
    checkTagKey(key, [...path, String(index), 'key']);
    if (value != null) checkTagValue(value, maxValueLength, [...path, String(index), 'value']);
  });
}

/** Checks the whole tag set of a vault or job: at most 50 tags, each key once. */
export function checkTags<Tag extends { key: string; value: string }>(
  tags: readonly Tag[],
  maxValueLength: number,
  path: Path,
): readonly Tag[] {
  if (tags.length > 50) return rejectInput(path, `at most 50 tags are allowed, got ${tags.length}.`);
  tags.forEach(({ key, value }, index) => {
    const at = [...path, String(index)];
    checkTagKey(key, [...at, 'key']);
    if (key.toLowerCase().startsWith('aws:')) rejectInput([...at, 'key'], 'a key must not start with "aws:".');
    checkTagValue(value, maxValueLength, [...at, 'value']);
    if (tags.findIndex((tag) => tag.key === key) !== index)
      rejectInput([...at, 'key'], 'each key is allowed once, and this one is repeated.');
  });
  return tags;
}

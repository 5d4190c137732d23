// The parser of a stored record of a retrieval that is kept staged. Null for a text of another shape.
import { parseJson } from '../core/parseJson.ts';
import type { KeptRetrieval } from '../staging/keptRetrieval.ts';

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const areTexts = (value: unknown, ...names: string[]): boolean =>
  isObject(value) && names.every((name) => isText(value[name]));
const isSpan = (value: unknown): boolean => isObject(value) && isNumber(value['start']) && isNumber(value['end']);

const isOwner = (value: unknown): boolean =>
  isObject(value) &&
  isText(value['id']) &&
  (value['credential'] === null || isText(value['credential'])) &&
  (value['claims'] === undefined || isObject(value['claims']));

const isClaim = (value: unknown): boolean =>
  isObject(value) &&
  (value['by'] === null || isText(value['by'])) &&
  (value['until'] === null || isNumber(value['until']));

export function isKept(value: unknown): value is KeptRetrieval {
  if (!isObject(value)) return false;
  const {
    id,
    vault,
    jobIds,
    startedAt,
    parameters,
    owner,
    until,
    untilDownloaded,
    downloaded,
    failure,
    claim,
    end,
    version,
  } = value;
  return (
    isText(id) &&
    areTexts(vault, 'accountId', 'region', 'vaultName') &&
    Array.isArray(jobIds) &&
    jobIds.length > 0 &&
    jobIds.every(isText) &&
    areTexts(parameters, 'Type', 'ArchiveId') &&
    isOwner(owner) &&
    [startedAt, until, version].every(isNumber) &&
    typeof untilDownloaded === 'boolean' &&
    Array.isArray(downloaded) &&
    downloaded.every(isSpan) &&
    (failure === null ||
      (areTexts(failure, 'code', 'message') &&
        ['at', 'attempts'].every((name) => isNumber((failure as Members)[name])))) &&
    (claim == null || isClaim(claim)) &&
    (end === null || (areTexts(end, 'reason') && isNumber((end as Members)['at'])))
  );
}

export function parseKept(text: unknown): KeptRetrieval | null {
  const value = isText(text) ? parseJson(text) : null;
  return isKept(value) ? value : null;
}

// One page of a list that is sorted by name.
import { readNameToken, writeNameToken } from '../../world/nameToken.ts';
import { pageOf } from '../../world/page.ts';
import { invalidInput } from '../eventsError.ts';

const LARGEST_PAGE = 100;

export interface PageInput {
  Limit?: number;
  NextToken?: string;
}

export function pageOfNames<Entry>(
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
  { Limit: limit = LARGEST_PAGE, NextToken: token }: PageInput,
): { entries: Entry[]; next: { NextToken?: string } } {
  if (limit < 1 || limit > LARGEST_PAGE) throw invalidInput(`Limit is from 1 to ${LARGEST_PAGE}: ${limit}`);
  const after = token === undefined ? '' : readNameToken(token);
  if (after === undefined) throw invalidInput('NextToken is not valid');
  const sorted = [...entries].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const page = pageOf(sorted, limit, (entry) => nameOf(entry) > after);
  const next = page.last === undefined ? {} : { NextToken: writeNameToken(nameOf(page.last)) };
  return { entries: page.entries, next };
}

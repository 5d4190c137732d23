// The limits of variables: their nesting, because code that traverses values uses the stack, and well-formed text, because a
// lone surrogate reaches AWS as another character.
import type { GraphQLError } from 'graphql';
import { isWellFormed } from '../../core/isWellFormed.ts';
import { invalidDocument } from './invalidDocument.ts';

/** The deepest input of the schema has 9 levels. */
const maxNesting = 32;

/** Null if the variables are within the limits. */
export function checkVariables(variables: unknown): GraphQLError | null {
  let level: unknown[] = [variables];
  for (let nesting = 0; level.length > 0; nesting += 1) {
    if (nesting > maxNesting) return invalidDocument(`Variables may be nested at most ${maxNesting} levels deep.`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && !isWellFormed(value)) {
        return invalidDocument(
          `${whereOf(variables)}Variables must be well-formed Unicode: one contains a lone surrogate.`,
        );
      }
      if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) next.push(inner);
    }
    level = next;
  }
  return null;
}

const name = /^[\w.]{1,256}$/;

/** The path of the first text that is not well-formed, for the message. None if its names cannot be names of the schema. */
function whereOf(variables: unknown): string {
  let level: [path: string[], value: unknown][] = [[[], variables]];
  while (level.length > 0) {
    const found = level.find(([, value]) => typeof value === 'string' && !isWellFormed(value));
    if (found) return name.test(found[0].join('.')) ? `${found[0].join('.')}: ` : '';
    level = level.flatMap(([path, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, inner]): [string[], unknown] => [[...path, key], inner])
        : [],
    );
  }
  return '';
}

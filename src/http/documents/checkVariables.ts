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
        return invalidDocument('Variables must be well-formed Unicode: one contains a lone surrogate.');
      }
      if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) next.push(inner);
    }
    level = next;
  }
  return null;
}

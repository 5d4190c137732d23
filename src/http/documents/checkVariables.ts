// What variables may be, whatever they are for: no deeper than anything here wants them, because much that walks through
// values does so on the stack; and text, because half a character reaches AWS as another one.
import type { GraphQLError } from 'graphql';
import { invalidDocument } from './invalidDocument.ts';

/** The deepest input of the schema has 9. */
const maxNesting = 32;

/** Null for variables that may go on. */
export function checkVariables(variables: unknown): GraphQLError | null {
  let level: unknown[] = [variables];
  for (let nesting = 0; level.length > 0; nesting += 1) {
    if (nesting > maxNesting) return invalidDocument(`Variables may lie in each other ${maxNesting} deep.`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && !isWellFormed(value)) {
        return invalidDocument('Variables must be text: a surrogate stands alone in one.');
      }
      if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) next.push(inner);
    }
    level = next;
  }
  return null;
}

const loneSurrogate = /[\ud800-\udfff]/u;

const isWellFormed = (text: string): boolean => !loneSurrogate.test(text);

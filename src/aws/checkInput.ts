// The check of an input against its structure: the rules of its values and of the structure itself, at any depth.
import { rejectInput } from '../core/errors.ts';
import { fieldNameOf, type Kind, type Structure, type StructureRecord } from './structure.ts';

type Path = readonly string[];

/** InvalidInputError for the first value that AWS would refuse, with the path to it. */
export function checkInput({ members, union, rules }: Structure, input: StructureRecord, path: Path): void {
  for (const [member, { kind }] of Object.entries(members)) {
    const name = fieldNameOf(member);
    const value = input[name];
    if (value == null) continue;
    if (union && kind.is === 'flag' && value === false) rejectInput([...path, name], 'the value must be true.');
    checkValue(kind, value, [...path, name]);
  }
  for (const rule of rules) {
    const refused = rule(input);
    if (refused) rejectInput([...path, refused.field], refused.reason);
  }
}

function checkValue(kind: Kind, value: unknown, path: Path): void {
  if (kind.is === 'structure') checkInput(kind, value as StructureRecord, path);
  if (kind.is === 'structure' || kind.is === 'enum') return;
  // An empty list means the same as an omitted one.
  const isOmitted = kind.is === 'list' && (value as unknown[]).length === 0;
  if (kind.rule && !isOmitted && !kind.rule.accepts(value)) rejectInput(path, `the value must ${kind.rule.must}.`);
  if (kind.is !== 'list') return;
  for (const [index, item] of (value as unknown[]).entries()) checkValue(kind.of, item, [...path, String(index)]);
}

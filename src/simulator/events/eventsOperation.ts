// Operations of EventBridge. The project has no client of it, so their few shapes are written here.
import type { Operation, OperationContext } from '../http/operation.ts';
import type { Shape, StructureShape, Values } from '../http/shapes.ts';

export const text: Shape = { kind: 'string' };
export const number: Shape = { kind: 'number' };
/** A structure of which only matters whether it is there. */
export const any: Shape = { kind: 'structure', name: 'Any', rootName: 'Any', members: [] };

export const list = (item: Shape): Shape => ({ kind: 'list', item, itemName: 'member', isFlattened: false });

/** A name with an exclamation mark is a required member. */
export const structure = (members: Readonly<Record<string, Shape>>): StructureShape => ({
  kind: 'structure',
  name: 'Structure',
  rootName: 'Structure',
  members: Object.entries(members).map(([key, shape]) => {
    const name = key.replace(/!$/, '');
    return { name, jsonName: name, xmlName: name, shape, binding: { in: 'body' }, required: name !== key };
  }),
});

/** The types of input and output are those of the shapes. */
export const eventsOperation = <Input extends object, Output extends object>(
  name: string,
  shapes: { input: StructureShape; output: StructureShape },
  handler: (input: Input, context: OperationContext) => Output,
): Operation => ({
  shape: { name, http: undefined, ...shapes },
  run: (input, context) => handler(input as Input, context) as Values,
});

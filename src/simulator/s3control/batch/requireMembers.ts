// Validation of required members at any depth. The SDK does not enforce them.
import { badRequest } from '../../http/errors.ts';
import type { Shape, StructureShape, Values } from '../../http/shapes.ts';

export function requireMembers(values: Values, shape: StructureShape, path = ''): void {
  for (const { name, required, shape: member } of shape.members) {
    const value = values[name];
    if (value !== undefined) checkInside(value, member, path + name);
    else if (required) throw badRequest(`${path}${name} is required`);
  }
}

function checkInside(value: unknown, shape: Shape, path: string): void {
  // The codec built the value along the shape.
  if (shape.kind === 'structure') requireMembers(value as Values, shape, `${path}.`);
  if (shape.kind === 'list') {
    for (const [index, item] of (value as unknown[]).entries()) checkInside(item, shape.item, `${path}[${index}]`);
  }
}

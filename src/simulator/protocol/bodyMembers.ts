// Members of a shape that belong to the body. Header members must not leak into it, so only body members are read and written.
import type { StructureShape } from '../http/shapes.ts';

const bodies = new WeakMap<StructureShape, StructureShape>();

export function bodyMembers(shape: StructureShape): StructureShape {
  const known = bodies.get(shape);
  if (known) return known;
  const members = { ...shape, members: shape.members.filter(({ binding }) => binding.in === 'body') };
  bodies.set(shape, members);
  return members;
}

// XML by shape, outward only: what the query protocol answers with. Absent and null members have no element.
import type { Shape, StructureShape, Values } from '../shapes.ts';

/** The members of the structure as elements, without an element around them. */
export function writeXml(values: Values, shape: StructureShape): string {
  return shape.members
    .map(({ name, wireName, shape: member }) => {
      const value = values[name];
      return value === undefined || value === null ? '' : element(wireName, content(value, member));
    })
    .join('');
}

export const element = (name: string, inner: string): string => `<${name}>${inner}</${name}>`;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);

function content(value: unknown, shape: Shape): string {
  switch (shape.kind) {
    case 'structure':
      return writeXml(value as Values, shape);
    case 'string':
    case 'number':
    case 'boolean':
      return escapeXml(String(value));
    default:
      throw new TypeError(`the XML codec has no form for a ${shape.kind}`);
  }
}

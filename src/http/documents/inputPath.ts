// The path of the argument that an error of graphql-js is about, e.g. ["input", "tier"]. graphql-js knows it only as a text in
// its message, or as a place in the document.
import {
  type ArgumentNode,
  BREAK,
  type DocumentNode,
  type GraphQLError,
  Kind,
  type ObjectFieldNode,
  visit,
} from 'graphql';

/** For a value of a variable; null if the error is about something else. */
export function pathInVariables({ message, originalError }: GraphQLError): string[] | null {
  const variable = /^Variable "\$(\w+)" got invalid value /.exec(message)?.[1];
  if (variable === undefined) return null;
  // The value comes first and may imitate a path, so the path is what is directly before the reason.
  const reason = originalError ? `; ${originalError.message}` : '';
  const before = reason !== '' && message.endsWith(reason) ? message.slice(0, -reason.length) : '';
  const path = / at "([\w.[\]]+)"$/.exec(before)?.[1];
  return path === undefined ? [variable] : path.split(/[.[\]]+/).filter((part) => part !== '');
}

/** For a value in the document; null if the error is about something else. */
export function pathInDocument(document: DocumentNode, { nodes }: GraphQLError): string[] | null {
  const [wrong] = nodes ?? [];
  let keys: readonly (string | number)[] = [];
  visit(document, {
    enter: (node, _key, _parent, path) => {
      if (node !== wrong) return undefined;
      keys = [...path];
      return BREAK;
    },
  });
  const names = namesAt(document, keys);
  return names.length > 0 ? names : null;
}

/** The names of the arguments and fields, and the indices of lists, on the way to a node. */
function namesAt(document: DocumentNode, keys: readonly (string | number)[]): string[] {
  const names: string[] = [];
  let at: unknown = document;
  keys.forEach((key, index) => {
    at = (at as Record<string | number, unknown>)[key];
    const { kind, name } = at as Partial<ArgumentNode | ObjectFieldNode>;
    if (kind === Kind.ARGUMENT || kind === Kind.OBJECT_FIELD) names.push(name?.value ?? '');
    else if (keys[index - 1] === 'values') names.push(String(key));
  });
  return names;
}

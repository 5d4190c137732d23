// Connection and edge types, forward only: AWS's markers go one way.
import type { ObjectRef, OutputRef } from '@pothos/core';
import { builder } from './builder.ts';
import { type Connection, defaultFirst, type Edge, maxFirst } from './readConnection.ts';

type Types = (typeof builder)['$inferSchemaTypes'];

const PageInfo = builder.objectRef<Connection<unknown>['pageInfo']>('PageInfo').implement({
  description: "Where a page stands in its list, as Relay's connections have it.",
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description: 'Whether AWS has more. Where AWS ends a list with an empty page, the last but one still says true.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether `after` was given: lists go forward only.',
    }),
    startCursor: t.exposeString('startCursor', { nullable: true, description: 'Null on an empty page.' }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'For the next `after`; null on an empty page, unless a search goes on behind it.',
    }),
  }),
});

/** Makes `<name>Connection` and `<name>Edge` for a node type. */
export function connectionType<Shape, Page extends Connection<Shape> = Connection<Shape>>(
  name: string,
  node: OutputRef<Shape>,
  what: string,
): ObjectRef<Types, Page> {
  const edge = builder.objectRef<Edge<Shape>>(`${name}Edge`).implement({
    description: `One of ${what}, with its place in the list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'For `after`: goes on behind this edge. Bound to this list and its arguments.',
      }),
      node: t.field({ type: node, description: 'The thing itself.', resolve: (parent) => parent.node as never }),
    }),
  });
  return builder.objectRef<Page>(`${name}Connection`).implement({
    description: `A page of ${what}.`,
    fields: (t) => ({
      edges: t.field({ type: [edge], description: 'The page, with cursors.', resolve: ({ edges }) => edges }),
      nodes: t.field({
        type: [node],
        description: 'The page, without cursors.',
        resolve: ({ nodes, edges }) => (nodes ?? edges.map((each) => each.node)) as never,
      }),
      pageInfo: t.field({ type: PageInfo, description: 'Where the page stands.', resolve: ({ pageInfo }) => pageInfo }),
    }),
  }) as ObjectRef<Types, Page>;
}

type Arg = Parameters<Parameters<typeof builder.queryField>[1]>[0]['arg'];

/** The arguments of a connection field. */
export const connectionArguments = (arg: Arg) => ({
  first: arg.int({ description: `How many, 1 to ${maxFirst}; ${defaultFirst} where left out.` }),
  after: arg.string({ description: 'Go on behind the edge with this cursor.' }),
});

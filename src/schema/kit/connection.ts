// Connection and edge types. Paging is forward only, as with AWS's markers.
import type { ObjectRef, OutputRef } from '@pothos/core';
import { builder } from './builder.ts';
import { type Connection, defaultFirst, type Edge, maxFirst } from './readConnection.ts';
import { skippedRecords } from './skippedRecords.ts';

type Types = (typeof builder)['$inferSchemaTypes'];

const PageInfo = builder.objectRef<Connection<unknown>['pageInfo']>('PageInfo').implement({
  description: "The position of a page in its list, as defined by Relay's connection specification.",
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description:
        'Whether more items may follow. AWS can end a list with an empty page; the page before it also reports true. So does a page with `first: 0` of a list that AWS pages.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether the argument `after` was given. Lists cannot be paged backward.',
    }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: 'The cursor of the first edge; null on an empty page.',
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description:
        'The value of `after` for the next page. Null on an empty page, unless the list can continue after it.',
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
    description: `One of ${what}, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description:
          'The cursor of this edge, for the argument `after`. It is valid only for the same list with the same arguments.',
      }),
      node: t.field({ type: node, description: 'The item at this edge.', resolve: (parent) => parent.node as never }),
    }),
  });
  return builder.objectRef<Page>(`${name}Connection`).implement({
    description: `A page of ${what}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The items of the page with their cursors.',
        resolve: ({ edges }) => edges,
      }),
      nodes: t.field({
        type: [node],
        description: 'The items of the page without cursors.',
        // Edges may be made when they are read.
        resolve: (page) => (page.nodes ?? page.edges.map((each) => each.node)) as never,
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'The position of the page in the list.',
        resolve: ({ pageInfo }) => pageInfo,
      }),
      skippedRecords: t.field(
        skippedRecords<Page>(
          'The records that could not be read, and that the page therefore lacks. Of the query `jobs`: those of all pages.',
          ({ skipped }) => skipped,
        ),
      ),
    }),
  }) as ObjectRef<Types, Page>;
}

type Arg = Parameters<Parameters<typeof builder.queryField>[1]>[0]['arg'];

/** The arguments of a connection field. */
export const connectionArguments = (arg: Arg) => ({
  first: arg.int({
    defaultValue: defaultFirst,
    description: `The maximum number of items on the page, 0 to ${maxFirst}. 0 returns the other fields of the connection without items.`,
  }),
  after: arg.string({ description: 'The cursor after which the page starts; the start of the list if omitted.' }),
});

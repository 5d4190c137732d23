// Lists take turns. graphql-js fills a list at once: 1,000 jobs with a few fields take 50 to 100 milliseconds, in which
// nothing else happens. So each list waits for its turn when it is read, before it is filled.
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { Context } from '../../context.ts';
import { costOf } from './cost.ts';

const name = 'listTurns';

type Resolve<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

class ListTurns<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolve<Types>, { extensions }: PothosOutputFieldConfig<Types>): Resolve<Types> {
    const { nodes, starts } = costOf({ extensions: extensions ?? {} }) ?? {};
    if (!nodes || starts) return resolve;
    return async (parent, args, ctx, info) => {
      const list = await resolve(parent, args, ctx, info);
      await (ctx as Partial<Context>).execution?.takeTurn();
      return list;
    };
  }
}

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      listTurns: ListTurns<Types>;
    }
  }
}

SchemaBuilder.registerPlugin(name, ListTurns);

export default name;

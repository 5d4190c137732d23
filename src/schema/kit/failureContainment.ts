// Failure containment: a call of AWS that fails empties the field that needed it, and nothing else. A field whose cost
// includes a call is therefore nullable, whether it says so or not. If it does not say so, its null comes only together with
// an error at its path: it is semantically non-null. The resolver's type still forbids null, so the compiler keeps the promise.
// A result union is complete: what AWS returns beyond its other members is its UpstreamRefusedError.
// https://specs.apollo.dev/nullability/v0.4/#@semanticNonNull
import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLField, GraphQLFieldResolver } from 'graphql';
import { GatewayError, UpstreamRefusedError } from '../../core/errors.ts';
import { costOf } from './cost.ts';

const name = 'failureContainment';

type Resolve<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;
type ErrorClass = new (...args: never[]) => Error;

class FailureContainment<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    if (field.type.nullable || !canFail(field)) return field;
    return {
      ...field,
      type: { ...field.type, nullable: true },
      extensions: { ...field.extensions, semanticNonNull: true },
    };
  }

  override wrapResolve(resolve: Resolve<Types>, { extensions }: PothosOutputFieldConfig<Types>): Resolve<Types> {
    // The error classes of a result union, as the errors plugin notes them.
    const members = extensions?.['pothosErrors'] as readonly ErrorClass[] | undefined;
    if (!members?.includes(UpstreamRefusedError)) return resolve;
    return async (...args) => {
      try {
        return await resolve(...args);
      } catch (error) {
        const isUnexpected = error instanceof GatewayError && error.awsCode !== null && !isMember(error, members);
        throw isUnexpected ? new UpstreamRefusedError(error.message, error) : error;
      }
    };
  }
}

const isMember = (error: GatewayError, classes: readonly ErrorClass[]): boolean =>
  classes.some((each) => error instanceof each);

/** The calls of a subscription are those of its watch. The fields of its events contain their failures themselves. */
function canFail<Types extends SchemaTypes>({
  kind,
  extensions,
  pothosOptions,
}: PothosOutputFieldConfig<Types>): boolean {
  if (kind === 'Subscription') return false;
  const { calls, shares } = costOf({ extensions: extensions ?? {} }) ?? {};
  return calls !== undefined || shares !== undefined || pothosOptions.semanticNonNull === true;
}

/** Whether the null of a field comes only together with an error. */
export const isSemanticNonNull = ({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean =>
  extensions['semanticNonNull'] === true;

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      failureContainment: FailureContainment<Types>;
    }
    // Declarations merge only with the same type parameters.
    export interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** For a field that can fail without a call of AWS: it is nullable, and null only together with an error. */
      semanticNonNull?: boolean;
    }
  }
}

SchemaBuilder.registerPlugin(name, FailureContainment);

export default name;

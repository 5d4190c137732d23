// The objects of a result. Like those of graphql-js they have no members but the fields, not even inherited ones: a field may be
// called toString. Each selection has a constructor of its own, so that V8 gives its objects a shape with fast members.

export type ResultObject = Record<string, unknown>;

const leaves: object = Object.create(null);
const branches: object = Object.create(null);

/** `hasBranches` says whether a member may hold further objects. */
export function resultConstructor(hasBranches: boolean): new () => ResultObject {
  function Result() {}
  Result.prototype = hasBranches ? branches : leaves;
  return Result as unknown as new () => ResultObject;
}

/** Whether the value is an object of a result that may hold further ones. */
export const mayHoldObjects = (value: object): value is ResultObject => Object.getPrototypeOf(value) === branches;

// The one meaning of an empty list as an argument: the same as an omitted one, no restriction.
export const nullIfEmpty = <T>(list: readonly T[] | null | undefined): readonly T[] | null =>
  list && list.length > 0 ? list : null;

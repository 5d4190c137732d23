// Dates that are computed from those of AWS. AWS's can be near the last one that RFC 3339 can write.

const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The date at these milliseconds of the epoch, or the last one. */
export const dateAt = (milliseconds: number): Date => new Date(Math.min(milliseconds, last));

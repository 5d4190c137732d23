/** Long work in pieces, between which other requests come. It yields how many rows the piece has read, and returns the result. */
export type InPieces<Result> = Generator<number, Result, undefined>;

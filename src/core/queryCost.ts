// The cost of an operation, as estimated before it is executed: see schema/kit/estimateCost.ts.
export interface QueryCost {
  awsCalls: number;
  nodes: number;
}

// What an operation may cost, as estimated before it runs: see schema/estimateCost.ts.
export interface QueryCost {
  awsCalls: number;
  nodes: number;
}

// How it stands with each place that was asked, for whoever measures.
import type { LocationGauges } from './awsObserver.ts';
import type { Place } from './clientPool.ts';

export function gaugesOf(places: Iterable<Place>): LocationGauges[] {
  return [...places].flatMap(({ location, gates, budget }) =>
    (['glacier', 's3Control'] as const).map((service) => {
      const { inFlight, waiting, open } = gates[service];
      return { service, location, inFlight, waiting, open, retryBudget: budget.left };
    }),
  );
}

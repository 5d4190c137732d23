// How it stands with each place that was asked, for whoever measures.
import type { PlaceGauges } from './awsObserver.ts';
import type { Place } from './clientPool.ts';

export function gaugesOf(places: Iterable<Place>): PlaceGauges[] {
  return [...places].flatMap(({ location, gates, budget }) =>
    (['glacier', 's3Control'] as const).map((service) => {
      const { underWay, waiting, open } = gates[service];
      return { service, location, underWay, waiting, open, retryBudget: budget.left };
    }),
  );
}

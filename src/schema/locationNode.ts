// A location as a GraphQL node.
import type { Location } from '../core/location.ts';

export interface LocationNode extends Location {
  kind: 'Location';
}

export const locationNode = ({ accountId, region }: Location): LocationNode => ({
  kind: 'Location',
  accountId,
  region,
});

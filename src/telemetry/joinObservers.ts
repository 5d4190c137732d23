// Several who are told of each call of AWS, as one.
import type { AwsObserver } from '../aws/client/awsObserver.ts';

export const joinObservers = (observers: readonly AwsObserver[]): AwsObserver => ({
  begin: (call) => {
    const ends = observers.map((observer) => observer.begin(call));
    return (end) => {
      for (const one of ends) one(end);
    };
  },
});

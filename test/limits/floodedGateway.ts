// A gateway in a process of its own, for measurements of memory. Prints its URL.
import { startGateway } from '../support/startGateway.ts';

const { url } = await startGateway({
  TRUSTED_PROXIES: ['127.0.0.0/8'],
  REQUESTS_PER_MINUTE: { anonymous: 1000, authenticated: 1000 },
});
process.stdout.write(url);

// The result of a retrieval, as a link to this gateway. Browsers resume it, because the address takes byte ranges.
import { Time } from '../../components/Time.tsx';
import { formatBytes } from '../../core/format.ts';
import type { JobFacts } from './jobPageOperations.ts';

type Output = NonNullable<Extract<JobFacts, { output: unknown }>['output']>;

export const Download = ({ output }: { output: Output }) => (
  <div class="download">
    <a class="button button-primary" href={output.url} download>
      Download{output.sizeInBytes === null ? '' : ` (${formatBytes(output.sizeInBytes)})`}
    </a>
    <span class={output.isExpiringSoon ? 'expiring' : 'hint'}>
      AWS keeps it until <Time date={output.guaranteedUntil} />
    </span>
  </div>
);

// Why a job failed or waits, and what to do.
import { ForeignText } from '../../components/ForeignText.tsx';
import type { JobFacts } from './jobPageOperations.ts';

type WithDiagnoses = Extract<JobFacts, { diagnoses: unknown }>;

export const Diagnoses = ({ diagnoses }: { diagnoses: NonNullable<WithDiagnoses['diagnoses']> }) => (
  <ul class="diagnoses">
    {diagnoses.map(({ code, summary, detail, remedy, documentation }) => (
      <li key={`${code} ${detail}`}>
        <p>
          <strong>{summary}</strong>
        </p>
        {detail && (
          <p>
            <ForeignText text={detail} />
          </p>
        )}
        <p>{remedy}</p>
        {documentation && (
          <p>
            <a href={documentation} target="_blank" rel="noreferrer">
              Documentation of AWS
            </a>
          </p>
        )}
      </li>
    ))}
  </ul>
);

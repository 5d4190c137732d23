// A diagnosis: why something failed, and what helps.
import {
  type DiagnosisCode,
  type Diagnosis as DiagnosisRecord,
  diagnosisCodes,
  diagnosisOf,
} from '../diagnosis/diagnosis.ts';
import type { DiagnosisConfidence } from '../diagnosis/diagnosisEntry.ts';
import { builder } from './kit/builder.ts';

const DiagnosisCodeEnum = builder.enumType('DiagnosisCode', {
  description: 'The stable code of a diagnosis. docs/diagnoses.md has all of them, with remedies and sources.',
  values: Object.fromEntries(
    diagnosisCodes.map((code) => [code, { description: diagnosisOf(code).summary }]),
  ) as Record<DiagnosisCode, { description: string }>,
});

const DiagnosisConfidenceEnum = builder.enumType('DiagnosisConfidence', {
  description: 'How certain a diagnosis is.',
  values: {
    DOCUMENTED: { description: 'AWS documents this failure and its cause.' },
    OBSERVED: { description: 'Users have seen this failure on AWS, and found its cause.' },
    GUESSED: { description: 'The cause is likely, and neither documented nor observed for exactly this failure.' },
  } satisfies Record<DiagnosisConfidence, { description: string }>,
});

export const Diagnosis = builder.objectRef<DiagnosisRecord>('Diagnosis').implement({
  description: 'Why a job, a task or a start failed, and what to do. It comes from a table, and costs no AWS call.',
  fields: (t) => ({
    code: t.expose('code', { type: DiagnosisCodeEnum, description: 'The stable code of the diagnosis.' }),
    summary: t.exposeString('summary', { description: 'What happened, and why: one or two sentences for people.' }),
    remedy: t.exposeString('remedy', { description: 'What to do: one or two sentences for people.' }),
    detail: t.string({
      nullable: true,
      description:
        'What was found in this case, for example the row of a manifest; null if nothing more is known than the code says.',
      resolve: ({ detail }) => detail ?? null,
    }),
    retryable: t.exposeBoolean('retryable', {
      description:
        'Whether the same work can succeed when it runs again, after the remedy. False if a second run fails in the same way, or there is nothing to run again.',
    }),
    confidence: t.expose('confidence', { type: DiagnosisConfidenceEnum, description: 'How certain the diagnosis is.' }),
    documentation: t.exposeString('documentation', {
      nullable: true,
      description: 'The URL of the page of AWS about the failure; null if there is none.',
    }),
  }),
});

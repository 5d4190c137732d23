// docs/diagnoses.md, from the table of diagnoses.
import { diagnosedCodes } from '../../src/diagnosis/diagnoseTask.ts';
import { diagnosisTable } from '../../src/diagnosis/diagnosis.ts';
import { code, page, table } from './page.ts';

const intro = `# Diagnoses

A diagnosis says why something failed, and what to do. It comes from a table, and costs no AWS call of its own. You find it in three places:

- \`diagnoses\` of a job. For a Batch job that failed, the gateway reads the reasons with one DescribeJob call.
- \`diagnosis\` of a \`MutationError\`, if AWS refused to start a retrieval.
- The failures of a task in a completion report, by its error code.

\`\`\`graphql
{
  batchJobs(first: 20, statuses: [FAILED]) {
    nodes {
      jobId
      outcome
      diagnoses {
        code
        summary
        remedy
        retryable
      }
    }
  }
}
\`\`\`

"Retryable" means that the same work can succeed when it runs again, after the remedy. The confidence is:

| confidence | meaning |
|---|---|
| DOCUMENTED | AWS documents the failure and its cause. |
| OBSERVED | Users have seen the failure on AWS, and found its cause. |
| GUESSED | The cause is likely. AWS publishes neither the codes of all failures nor the texts of failed vault jobs. |`;

export function diagnosesPage(): string {
  const rows = Object.entries(diagnosisTable).map(
    ([name, { summary, remedy, retryable, confidence, documentation }]) => [
      code(name),
      summary,
      remedy,
      retryable ? 'yes' : 'no',
      documentation ? `[${confidence}](${documentation})` : confidence,
    ],
  );
  const codes = [...diagnosedCodes].map(([errorCode, diagnosis]) => [code(errorCode), code(diagnosis)]);
  return page(
    intro,
    `## All diagnoses\n\n${table(['code', 'what happened', 'what to do', 'retryable', 'source'], rows)}`,
    `## Error codes of tasks\n\nThe code \`InvalidRequest\` has several meanings, and the message decides. A code that is not listed is diagnosed by its HTTP status, as GUESSED.\n\n${table(['error code', 'diagnosis'], codes)}`,
  );
}

// The declared AWS operations: the export `<operation>Operation` of each operation's file, sorted by id.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { AwsOperation } from '../../src/aws/client/defineOperation.ts';

const folders = ['glacier', 's3', 's3control'];

export async function awsOperations(): Promise<AwsOperation[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(`../../src/aws/${folder}/`, import.meta.url))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({ folder, name: basename(file, '.ts') })),
  );
  const declared = await Promise.all(
    files.map(async ({ folder, name }) => {
      const module: Record<string, unknown> = await import(`../../src/aws/${folder}/${name}.ts`);
      return module[`${name}Operation`] as AwsOperation | undefined;
    }),
  );
  return declared.filter((operation) => operation !== undefined).sort((one, other) => (one.id < other.id ? -1 : 1));
}

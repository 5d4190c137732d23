// What stands in the descriptions of a vault that several people filled with several tools over the years. Each but the empty one
// has the archive's number in it, nine digits that stay whole in base64 too: there what comes before them has three bytes, or six,
// or any multiple (recordCycle.ts finds them, and would say so).
import { fastGlacier, jsonWithPath, mtAwsGlacier } from '../world/toolDescriptions.ts';

export type Describe = (digits: string, modified: string) => string;

const plain: readonly Describe[] = [
  (digits) => `IMG_${digits}.JPG`,
  (digits) => `photos/2012/DSC_${digits}.NEF`,
  (digits) => `invoices/${digits}.pdf`,
  (digits) => `backup-${digits}.tar.gz`,
  (digits) => `mail/archive.${digits}.mbox`,
  (digits) => `scan ${digits}.tif`,
  (digits) => `db-dump-${digits}.sql.bz2`,
  (digits) => `${digits}`,
];

const byTools: readonly Describe[] = [
  (digits, modified) => fastGlacier(`photos/2011/a/IMG_${digits}.JPG`, modified),
  (digits, modified) => fastGlacier(`Música/Sigur Rós/(07)/${digits}.flac`, modified),
  (digits, modified) => mtAwsGlacier(`data/${digits}.tar`, modified),
  (digits, modified) => mtAwsGlacier(`архив2/"${digits}".zip`, modified),
  (digits, modified) => jsonWithPath(`photos/2011/über den Wolken ${digits}.jpg`, modified),
];

const hostile: readonly Describe[] = [
  () => '',
  (digits) => `the "final" report ${digits}.pdf`,
  (digits) => `report, "final, really" ${digits}.pdf`,
  (digits) => `"},{" \\ ]} ${digits}`,
  (digits) => `{"ArchiveId":"${digits}"}`,
  (digits) => `C:\\Users\\alice\\${digits}\\`,
  (digits) => `ends with a backslash and quote ${digits}\\"`,
  (digits) => `escape \\u00e9\\ud83d\\ude00 left as text ${digits}`,
  (digits) => `   spaces around ${digits}   `,
  (digits) => `]}${digits},"Size":-1`,
];

/** Of a hundred archives, as many as there are entries have each description: most are plain. */
export const descriptions: readonly Describe[] = [
  ...Array.from({ length: 8 }, () => plain).flat(),
  ...Array.from({ length: 4 }, () => byTools).flat(),
  ...hostile,
];

// A cheap check whether records of an inventory may have a member twice.

const quotedMembers = ['"ArchiveId"', '"ArchiveDescription"', '"CreationDate"', '"Size"', '"SHA256TreeHash"'];

/** Whether a member that is used is in the text more often than there are records. In a description, its quotes are escaped. */
export function mayRepeatMember(text: string, records: number): boolean {
  return quotedMembers.some((member) => {
    let count = 0;
    for (let at = text.indexOf(member); at >= 0; at = text.indexOf(member, at + member.length)) count += 1;
    return count > records;
  });
}

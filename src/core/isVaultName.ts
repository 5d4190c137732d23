// The names that vaults can have. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-put.html

const form = /^[A-Za-z0-9_.-]{1,255}$/;

/** `.` and `..` consist of allowed characters, but URLs do not preserve them. */
export const isVaultName = (name: string): boolean => form.test(name) && name !== '.' && name !== '..';

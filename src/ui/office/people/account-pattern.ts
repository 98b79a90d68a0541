/** What an account's name looks like, for a field to check before the node does (protocol/office/people.ts). */
export const ACCOUNT_PATTERN = '[a-z][a-z0-9\\-]{1,39}';

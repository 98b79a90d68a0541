/** « HOARAU-D'AMICO » as a child reads it: « Hoarau-D'Amico ». A name that is not all capitals stays as it is written. */
export function properCase(name: string): string {
  if (name !== name.toUpperCase()) return name;
  return name
    .toLowerCase()
    .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

export function displayName(firstName: string, lastName: string): string {
  return `${properCase(firstName)} ${properCase(lastName)}`;
}

/** Two names that a person would take for one: no case, accent, hyphen, space or apostrophe. */
export function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** An id made of a class's name: « CE2 A » → `ce2-a`; empty where no letter or digit of it can be kept. */
export function classKeyOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** The adults of a school and around it, each with an account in their own name. */
export const ADULT_ROLES = ['teacher', 'head', 'erun', 'town', 'parent'] as const;
export type AdultRole = (typeof ADULT_ROLES)[number];

/** What an adult may do beside reading and writing documents. */
export const DUTIES = [
  'see-devices',
  'enrol-tablets',
  'manage-devices',
  'reset-picture-codes',
  'import-roster',
  'manage-adults',
  'export-pupils',
  'erase-pupils',
  'read-audit',
  'back-up',
] as const;
export type Duty = (typeof DUTIES)[number];

/** The single source of who may do what in the school's office. A teacher's duties end at their own classes. */
export const DUTIES_OF: Readonly<Record<AdultRole, readonly Duty[]>> = {
  teacher: ['see-devices', 'enrol-tablets', 'reset-picture-codes', 'export-pupils'],
  head: DUTIES,
  erun: ['see-devices', 'enrol-tablets', 'manage-devices', 'back-up'],
  town: ['see-devices'],
  parent: [],
};

import type { FastifyRequest } from 'fastify';
import type { AdultRole, Duty } from '../../classroom/duties.ts';

/** An adult who is signed in. */
export interface Adult {
  readonly account: string;
  readonly name: string;
  readonly role: AdultRole;
  /** Ids of a teacher's classes; a head's are all of the school. */
  readonly classes: readonly string[];
}

/**
 * The adult who asks, if they are signed in and have this duty; what they do is kept in the audit trail with `about`
 * (ids only: no name, no secret). Throws a RefusalError `unauthorised` or `no-right`.
 */
export type RequireAdult = (request: FastifyRequest, duty: Duty, about?: readonly string[]) => Adult;

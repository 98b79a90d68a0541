import { DUTIES_OF, type Duty } from '../../classroom/duties.ts';
import { RefusalError } from '../refusals.ts';
import type { Adult, RequireAdult } from './adult.ts';
import { type AdultSessions, readSession } from './adult-sessions.ts';

/** Keeps in the audit trail who did what with which ids. */
export type KeepAudit = (entry: {
  readonly adult: Adult;
  readonly duty: Duty;
  readonly about: readonly string[];
}) => void;

/** RequireAdult by the sessions of this node. Who still has a one-time password may only change it. */
export function requireAdultBy(sessions: AdultSessions, keepAudit: KeepAudit): RequireAdult {
  return (request, duty, about = []) => {
    const token = readSession(request.headers.authorization);
    const session = token === undefined ? undefined : sessions.use(token);
    if (!session) throw new RefusalError('unauthorised');
    const { account, name, role, classes, oneTimeUntil } = session.adult;
    if (oneTimeUntil !== undefined || !DUTIES_OF[role].includes(duty)) throw new RefusalError('no-right');
    const adult: Adult = { account, name, role, classes };
    keepAudit({ adult, duty, about });
    return adult;
  };
}

import { DUTIES_OF } from '../../src/classroom/duties.ts';
import type { Adult, RequireAdult } from '../../src/server/people/adult.ts';
import { RefusalError } from '../../src/server/refusals.ts';

export const HEAD: Adult = { account: 'directrice', name: 'Mme Vellayen', role: 'head', classes: [] };

/**
 * RequireAdult without sessions: this adult asks each time, nobody where undefined. The duties are the real ones; what was done is
 * pushed to `done`.
 */
export function adultAsks(
  adult: Adult | undefined,
  done: { duty: string; about: readonly string[] }[] = [],
): RequireAdult {
  return (_request, duty, about = []) => {
    if (!adult) throw new RefusalError('unauthorised');
    if (!DUTIES_OF[adult.role].includes(duty)) throw new RefusalError('no-right');
    done.push({ duty, about });
    return adult;
  };
}

import type { ConnectionView } from '../../sync/facade.ts';

/** What the header draws. */
export type Sight = 'starting' | 'away' | 'joining' | 'hub' | 'school' | 'refused';

/** The school is drawn only where it answers by itself: what lies beyond the trolley is told by each work's third buckle. */
export function sightOf({ state, upstream }: ConnectionView): Sight {
  if (state !== 'live') return state;
  return upstream === 'ent' ? 'school' : 'hub';
}

import { expect, test } from 'vitest';
import { activityPath, readRoute } from '../../src/ui/route.ts';

test.each([
  ['/', { room: 'home' }],
  ['/rejoindre', { room: 'join' }],
  ['/eleve', { room: 'pupil', assignment: undefined, step: undefined }],
  ['/eleve/', { room: 'pupil', assignment: undefined, step: undefined }],
  [activityPath('a1'), { room: 'pupil', assignment: 'a1', step: undefined }],
  [activityPath('a1', 'lire'), { room: 'pupil', assignment: 'a1', step: 'lire' }],
  ['/classe/seances/s1', { room: 'teacher', rest: ['seances', 's1'] }],
  ['/familles', { room: 'families', rest: [] }],
  ['/debug', { room: 'debug', rest: [] }],
  ['/travaux-gardes', { room: 'held', rest: [] }],
  ['/constructor', { room: 'unknown' }],
])('%s', (path, route) => {
  expect(readRoute(path)).toEqual(route);
});

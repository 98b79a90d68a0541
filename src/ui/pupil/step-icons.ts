import type { Step } from '../../classroom/lesson.ts';
import type { IconName } from '../parts/icons.ts';

/** What a step asks, drawn the same on the card and in the activity. */
export const STEP_ICONS: Record<Step['kind'], IconName> = {
  read: 'read',
  look: 'look',
  listen: 'listen',
  watch: 'watch',
  exercise: 'exercise',
  write: 'write',
};

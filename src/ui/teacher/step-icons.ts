import type { Step } from '../../classroom/lesson.ts';
import type { IconName } from '../parts/icons.ts';

export const STEP_ICONS: Readonly<Record<Step['kind'], IconName>> = {
  read: 'read',
  look: 'look',
  listen: 'listen',
  watch: 'watch',
  exercise: 'exercise',
  write: 'write',
};

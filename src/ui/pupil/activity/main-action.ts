import type { IconName } from '../../parts/icons.ts';

/** The one main action of a step, always bottom right. */
export interface MainAction {
  readonly label: string;
  readonly icon: IconName;
  readonly act: () => void;
  readonly disabled?: boolean;
}

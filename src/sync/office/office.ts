import type { BackupDesk } from './backup.ts';
import type { DevicesDesk } from './devices.ts';
import type { AdultsDesk, OfficeSession } from './people.ts';
import type { PrivacyDesk } from './privacy.ts';
import type { ProviderWay } from './provider.ts';
import type { RosterDesk } from './roster.ts';
import type { SecondFactorDesk } from './second-factor.ts';
import type { TrolleyDesk } from './trolley.ts';

export type { OfficeTrouble } from './line.ts';

/** All that the screens of the office see; each room adds its desk here. It never throws for what a school may bring about. */
export interface Office {
  readonly session: OfficeSession;
  readonly adults: AdultsDesk;
  readonly provider: ProviderWay;
  readonly secondFactor: SecondFactorDesk;
  readonly privacy: PrivacyDesk;
  readonly roster: RosterDesk;
  readonly backup: BackupDesk;
  readonly devices: DevicesDesk;
  readonly trolley: TrolleyDesk;
}

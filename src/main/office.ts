import { HttpBackupDesk } from '../device/office/backup.ts';
import { HttpDevicesDesk } from '../device/office/devices.ts';
import { HttpOfficeLine } from '../device/office/http-office-line.ts';
import { HttpAdultsDesk, HttpOfficeSession, TabToken } from '../device/office/people.ts';
import { HttpPrivacyDesk } from '../device/office/privacy.ts';
import { HttpProviderWay } from '../device/office/provider.ts';
import { HttpRosterDesk } from '../device/office/roster.ts';
import { HttpSecondFactorDesk } from '../device/office/second-factor.ts';
import { HttpTrolleyDesk } from '../device/office/trolley.ts';
import type { Office } from '../sync/office/office.ts';

/** The office's way to the node. It comes when somebody opens the office. */
export function openOffice(): Office {
  const keep = tabStorage();
  const token = new TabToken(keep);
  const line = new HttpOfficeLine((path, init) => fetch(path, init), token);
  const session = new HttpOfficeSession(line, token);
  return {
    session,
    provider: new HttpProviderWay({ line, session, keep, page: window }),
    secondFactor: new HttpSecondFactorDesk(line, session),
    adults: new HttpAdultsDesk(line),
    privacy: new HttpPrivacyDesk(line),
    roster: new HttpRosterDesk(line),
    backup: new HttpBackupDesk(line),
    devices: new HttpDevicesDesk(line),
    trolley: new HttpTrolleyDesk(line),
  };
}

/** Nothing where the browser forbids it: then a reload signs out. */
function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

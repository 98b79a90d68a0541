import type { OfficeTrouble } from '../../sync/office/office.ts';
import type { officeFr } from '../words/office.fr.ts';

/** The sentence for why something did not happen; `badCode` is what a wrong secret means on this screen. */
export function sayTrouble(
  say: typeof officeFr,
  trouble: OfficeTrouble,
  badCode: 'wrong' | 'wrongCode' | 'wrongPassword' = 'wrong',
): string {
  const { troubles } = say;
  if (trouble.why === 'unreachable') return troubles.unreachable;
  if (trouble.why === 'pause') return troubles.pause(trouble.seconds);
  switch (trouble.code) {
    case 'bad-code':
      return troubles[badCode];
    case 'totp-needed':
      return troubles.wrongCode;
    case 'weak-password':
      return troubles.weak;
    case 'taken':
      return troubles.taken;
    case 'last-head':
      return troubles.lastHead;
    case 'no-right':
      return troubles.noRight;
    case 'provider-unreachable':
      return troubles.providerUnreachable;
    case 'provider-refused':
      return troubles.providerRefused;
    case 'provider-over':
      return troubles.providerOver;
    case 'provider-unlinked':
      return troubles.providerUnlinked;
    case 'bad-message':
      return troubles.badInput;
    default:
      return troubles.other;
  }
}

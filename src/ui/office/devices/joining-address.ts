import { JOIN } from '../../route.ts';

/** Names that lead every machine to itself alone: whoever sits at the trolley's own laptop opens the office there. */
const OWN = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Where another device finds the app: here, unless this address leads nowhere else and the node knows better. */
export function appAddress(here: { readonly hostname: string; readonly origin: string }, known: string | null): string {
  return OWN.test(here.hostname) ? (known ?? here.origin) : here.origin;
}

/** The address of the join screen; the code stands behind the #, which no server and no log hears. */
export const joiningAddress = (app: string, code: string): string => `${app}${JOIN}#${code}`;

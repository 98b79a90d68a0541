import type { Principal } from '../../src/sync/access.ts';
import type { ClassId } from './school.ts';

/** What the hub keeps of one device's classes; it is saved and restored with the hub's log. */
export interface Rights {
  readonly classes: readonly ClassId[];
  /** By class: the hub's log position when it was given. */
  readonly granted: ReadonlyMap<string, number>;
  readonly revoked: ReadonlySet<string>;
}

export const rightsTo = (...classes: ClassId[]): Rights => ({ classes, granted: new Map(), revoked: new Set() });

export function grant(rights: Rights, schoolClass: ClassId, position: number): Rights {
  return {
    classes: [...rights.classes.filter((one) => one !== schoolClass), schoolClass],
    granted: new Map([...rights.granted, [schoolClass, position]]),
    revoked: new Set([...rights.revoked].filter((one) => one !== schoolClass)),
  };
}

export function revoke(rights: Rights, schoolClass: ClassId): Rights {
  return {
    classes: rights.classes.filter((one) => one !== schoolClass),
    granted: new Map([...rights.granted].filter(([one]) => one !== schoolClass)),
    revoked: new Set([...rights.revoked, schoolClass]),
  };
}

/** Classes given to somebody as from a position that the log has not reached. */
export function waitingGrants(all: ReadonlyMap<string, Rights>, end: number): string[] {
  const waiting = [...all.values()].flatMap(({ granted }) => [...granted].filter(([, since]) => since > end));
  return [...new Set(waiting.map(([schoolClass]) => schoolClass))];
}

/** What the server does with its devices' rights when it starts: after a restore a grant may lie beyond the log's end. */
export function settleRights(all: ReadonlyMap<string, Rights>, end: number): Map<string, Rights> {
  const within = ({ granted, ...rights }: Rights): Rights => ({
    ...rights,
    granted: new Map([...granted].map(([one, since]) => [one, Math.min(since, end + 1)])),
  });
  return new Map([...all].map(([device, rights]) => [device, within(rights)]));
}

/** The tablet as the hub sees it at every moment: each look is a look at its rights of that moment, as on the real server. */
export function tabletPrincipal(device: string, rights: () => Rights): Principal {
  return {
    device,
    role: 'tablet',
    account: '',
    get classes() {
      return rights().classes;
    },
    get granted() {
      return rights().granted;
    },
    get revoked() {
      return rights().revoked;
    },
  };
}

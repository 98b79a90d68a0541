import { eraseDevice } from '../device/erase-device.ts';
import type { Enrolment } from '../protocol/messages.ts';
import { DATABASE_NAME } from '../storage/indexeddb/cartable-database.ts';
import { databaseOf } from '../storage/indexeddb/checkpoint.ts';
import { browserKeep } from '../ui/browser-keep.ts';
import { farewell, type FarewellParts } from './farewell.ts';
import type { Stores } from './stores.ts';

export interface LeaveParts extends Pick<FarewellParts, 'locks' | 'log'> {
  readonly stores: Stores;
}

/** This page's device leaves the school: it is erased, and begins anew. */
export async function leave({ stores, locks, log }: LeaveParts, enrolment: Enrolment): Promise<void> {
  const erase = async () => eraseDevice([DATABASE_NAME, ...(await stores.log.documentIds()).map(databaseOf)]);
  const keep = browserKeep('localStorage');
  await farewell({ stores, enrolment, locks, erase, keep, fetch: (path, init) => fetch(path, init), log });
  location.replace('/');
}

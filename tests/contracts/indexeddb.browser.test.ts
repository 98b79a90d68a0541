import { describeIndexeddb } from './indexeddb-disks.ts';

describeIndexeddb('Chromium');

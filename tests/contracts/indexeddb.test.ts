import 'fake-indexeddb/auto';
import { describeIndexeddb } from './indexeddb-disks.ts';

describeIndexeddb('fake-indexeddb');

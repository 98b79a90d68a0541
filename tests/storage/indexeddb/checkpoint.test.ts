import 'fake-indexeddb/auto';
import { describeCheckpoints } from './checkpoint.cases.ts';

describeCheckpoints('fake-indexeddb');

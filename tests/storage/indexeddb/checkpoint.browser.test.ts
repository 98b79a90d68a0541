import { describeCheckpoints } from './checkpoint.cases.ts';

describeCheckpoints('Chromium');

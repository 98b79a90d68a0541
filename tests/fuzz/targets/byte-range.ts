import fc from 'fast-check';
import { readByteRange } from '../../../src/protocol/byte-range.ts';
import { mutatedText } from '../mutation.ts';
import { type AnyTarget, must, target } from '../target.ts';

export const RANGES = [
  ...[
    'bytes=0-99',
    'bytes=100-',
    'bytes=-100',
    'bytes=0-0',
    'bytes=5-4',
    'bytes=0-1,3-4',
    'bytes=',
    'bytes=-',
    'chunks=1-2',
  ],
  ...['bytes=9007199254740991-9007199254740993', 'bytes=-99999999999999999999', 'bytes=0-1e3', 'bytes=0x0-0x9'],
];

interface Asked {
  readonly header: string;
  readonly size: number;
}

/** `Range:` of a request, for a file of any size. */
export function byteRangeTarget(): AnyTarget {
  const header = fc.oneof({ weight: 4, arbitrary: mutatedText(RANGES) }, { weight: 1, arbitrary: fc.string() });
  const size = fc.oneof(fc.nat(2_000), fc.maxSafeNat());
  return target<Asked>({ name: 'Range header', share: 150_000, inputs: fc.record({ header, size }), check });
}

function check({ header, size }: Asked): void {
  const range = readByteRange(header, size);
  if (typeof range === 'string') return;
  const { first, last } = range;
  must([first, last].every(Number.isSafeInteger), 'a bound is no whole number');
  must(0 <= first && first <= last && last < size, `bytes ${first} to ${last} of ${size}`);
}

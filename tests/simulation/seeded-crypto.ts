import { Random } from './random.ts';

/**
 * Makes the platform's randomness (Yjs's clientIDs, our ids) follow the seed, so that a schedule replays exactly.
 * Call it before anything that draws random numbers is imported; returns the way to seed it anew.
 */
export function seedTheWorld(): (seed: number) => void {
  let random = new Random(0);
  const fill = <View extends ArrayBufferView | null>(view: View): View => {
    if (view) new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(random.bytes(view.byteLength));
    return view;
  };
  Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: fill });
  return (seed) => {
    random = new Random(seed ^ 0x5eed);
  };
}

/** Stops on our own mistakes; never used for what a user, a network or a file may cause. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Cartable bug: ${message}`);
}

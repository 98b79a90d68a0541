import type fc from 'fast-check';

/** One place where bytes from outside come in, and what must hold for whatever comes. */
export interface Target<Input> {
  readonly name: string;
  /** How many of a million inputs go here. */
  readonly share: number;
  readonly inputs: fc.Arbitrary<Input>;
  /** Throws where an invariant is broken. */
  check(input: Input): void | Promise<void>;
  /** Where an input may take longer than the usual 200 ms, because something ends it: milliseconds. */
  readonly limitMs?: number;
  /** Looks at what all inputs together left behind; throws where it is too much. */
  end?(): Promise<void>;
  /** Decoders that had to be ended. */
  kills?(): number;
}

/** A target that can be played without knowing what its inputs are. */
export type AnyTarget = Target<unknown>;

/** Lets targets of several inputs stand in one list: only their own arbitrary makes what they check. */
export const target = <Input>(one: Target<Input>): AnyTarget => one as unknown as AnyTarget;

/** Said of an invariant that an input has broken. */
export function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

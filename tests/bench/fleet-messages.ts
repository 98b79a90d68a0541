import type { Seed } from './client.ts';
import type { Bytes } from './meter.ts';

/** A text that one client's document is to show. */
export interface Expected {
  readonly client: number;
  readonly doc: string;
  readonly text: string;
}

/** A paragraph that one client writes. */
export interface Paragraph {
  readonly client: number;
  readonly doc: string;
  readonly text: string;
  readonly rubbedOut: number;
}

export interface Opening {
  readonly url: string;
  readonly folder: string;
  /** The documents of each client. */
  readonly docs: readonly (readonly string[])[];
  /** Number of the fleet's first client among all of its contender. */
  readonly first?: number;
  /** Another way to the server for the first client, to watch it. */
  readonly watchedUrl?: string;
}

/** When something began and ended, on the clock of `nowMs`. */
export interface Measured {
  readonly from: number;
  readonly to: number;
  /** What had not come when patience ended. */
  readonly missing: number;
}

export interface PuttingWish {
  /** The one document of each client. */
  readonly docs: readonly string[];
  /** Mean pause between two edits of a client, in milliseconds. */
  readonly everyMs: number;
  readonly seed: number;
}

export interface LiveTimes {
  readonly edits: number;
  readonly toOther: readonly number[];
  readonly toAck: readonly number[];
  readonly unheard: number;
  readonly unacked: number;
}

/** A piece that was put, and what became of it as far as the clients know. */
export interface PieceFate {
  readonly doc: string;
  readonly piece: string;
  readonly acked: boolean;
  readonly seen: boolean;
}

/** What a fleet can be asked to do, with its wish and its answer. */
export interface Verbs {
  open: { readonly wish: Opening; readonly answer: Measured };
  fill: {
    readonly wish: { readonly url: string; readonly folder: string; readonly seeds: readonly Seed[] };
    readonly answer: void;
  };
  depart: { readonly wish: void; readonly answer: void };
  write: { readonly wish: readonly Paragraph[]; readonly answer: void };
  comeHome: { readonly wish: readonly Expected[]; readonly answer: Measured };
  /** Waits until these texts are there, without doing anything; answers how many never came. */
  wait: { readonly wish: readonly Expected[]; readonly answer: number };
  /** Lets what is still on its way come to an end, and counts what all sockets carried since the last count. */
  bytes: { readonly wish: void; readonly answer: Bytes };
  /** Lets every client put pieces into its document, until one of the following. */
  startPutting: { readonly wish: PuttingWish; readonly answer: void };
  /** Stops, lets what is on its way arrive, and gives the times of what was put since then, on the clock of `nowMs`. */
  endPutting: { readonly wish: { readonly since: number }; readonly answer: LiveTimes };
  /** Stops at once and tells what became of each piece by now. */
  stopPutting: { readonly wish: void; readonly answer: readonly PieceFate[] };
  texts: {
    readonly wish: readonly { readonly client: number; readonly doc: string }[];
    readonly answer: readonly string[];
  };
  close: { readonly wish: void; readonly answer: void };
}

export type Verb = keyof Verbs;
export type ToFleet = { [V in Verb]: { readonly id: number; readonly verb: V; readonly wish: Verbs[V]['wish'] } }[Verb];
export type FromFleet =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

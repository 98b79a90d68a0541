import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTENDERS, type Contender, OURS } from './contenders.ts';
import type { Settings } from './settings.ts';

/** What all scenarios of one run share. */
export class Run {
  readonly settings: Settings;
  readonly contenders: readonly Contender[];
  readonly #folder: string;

  constructor(settings: Settings, folder: string) {
    this.settings = settings;
    this.contenders = CONTENDERS.filter(({ name }) => !settings.peers || settings.peers.includes(name));
    this.#folder = folder;
  }

  /** A new folder for data; all go when the run ends. */
  folder(): Promise<string> {
    return mkdtemp(join(this.#folder, 'data-'));
  }

  say(sentence: string): void {
    if (this.settings.verbose) console.error(sentence);
  }

  /** Contenders take turns in going first, so that none always meets a warm or a tired machine. */
  inTurn<Item>(items: readonly Item[], round: number): Item[] {
    const first = items.length === 0 ? 0 : round % items.length;
    return [...items.slice(first), ...items.slice(0, first)];
  }

  /** Options of Node that profile our server and our clients, where asked for. */
  profiled({ name }: Contender): string[] {
    const { profile } = this.settings;
    return profile === undefined || name !== OURS ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  }
}

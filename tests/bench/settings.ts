import { parseArgs } from 'node:util';

export const SCENARIOS = ['home', 'live', 'cold', 'kill', 'growth', 'month'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface Settings {
  /** Where to write all figures, if anywhere. */
  readonly json: string | undefined;
  readonly only: readonly Scenario[];
  readonly clients: readonly number[];
  readonly rounds: number;
  readonly liveRounds: number;
  /** Edits of the month. */
  readonly edits: number;
  /** Names of contenders; all where undefined. */
  readonly peers: readonly string[] | undefined;
  readonly verbose: boolean;
  /** Folder for processor profiles of our server. */
  readonly profile: string | undefined;
}

export const USAGE = `npm run bench -- [--only ${SCENARIOS.join(',')}] [--clients 14,100,300] [--rounds 5] [--edits 200000] [--peers Cartable,floor] [--json out.json] [--verbose] [--profile folder]`;

/** Reads the command line; undefined where it says what there is not. */
export function readSettings(argv: readonly string[]): Settings | undefined {
  const text = { type: 'string' } as const;
  const options = {
    json: text,
    only: text,
    clients: text,
    rounds: text,
    edits: text,
    peers: text,
    profile: text,
    verbose: { type: 'boolean' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options });
    const only = values.only?.split(',') ?? SCENARIOS;
    const clients = (values.clients ?? '14,100,300').split(',').map(Number);
    const rounds = Number(values.rounds ?? 5);
    if (!only.every((name) => (SCENARIOS as readonly string[]).includes(name))) return undefined;
    const edits = Number(values.edits ?? 200_000);
    if (![...clients, rounds, edits].every((count) => Number.isInteger(count) && count > 0)) return undefined;
    return {
      json: values.json,
      only: only as readonly Scenario[],
      clients,
      rounds,
      liveRounds: Math.min(rounds, 3),
      edits,
      peers: values.peers?.split(','),
      verbose: values.verbose ?? false,
      profile: values.profile,
    };
  } catch {
    return undefined; // an option that there is not
  }
}

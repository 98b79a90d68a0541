export type LogLevel = 'info' | 'warn' | 'error';

export interface LogEntry {
  /** Milliseconds since 1970 by this device's clock: shown, never compared across devices (S6). */
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  /** Small facts that help; never a secret, a name or a pupil's text. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** How many entries a log keeps in memory before the oldest leave. */
export const LOG_CAPACITY = 500;

/** What this device did lately, for the /debug page and the server's console. */
export class Log {
  readonly #entries: LogEntry[] = [];
  readonly #listeners = new Set<(entry: LogEntry) => void>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  info(message: string, details: Record<string, unknown> = {}): void {
    this.#add('info', message, details);
  }

  warn(message: string, details: Record<string, unknown> = {}): void {
    this.#add('warn', message, details);
  }

  error(message: string, details: Record<string, unknown> = {}): void {
    this.#add('error', message, details);
  }

  entries(): readonly LogEntry[] {
    return [...this.#entries];
  }

  /** Calls `listener` for each later entry; returns the way to stop. */
  subscribe(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(level: LogLevel, message: string, details: Record<string, unknown>): void {
    const entry: LogEntry = { at: this.#now(), level, message, details };
    this.#entries.push(entry);
    if (this.#entries.length > LOG_CAPACITY) this.#entries.shift();
    for (const listener of this.#listeners) listener(entry);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ChildMessage, type ParentMessage, readChildMessage } from './ipc.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A node that has not stopped by then after SIGTERM is ended. */
const STOP_LIMIT_MS = 10_000;

export interface NodeProcessParts {
  /** The node's settings (config.ts). */
  readonly env: Readonly<Record<string, string>>;
  readonly onMessage?: (message: ChildMessage) => void;
  /** Each line that the node prints. */
  readonly onLine?: (line: string) => void;
}

/** One hub or ENT as a process of its own. */
export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #printed: string[] = [];
  /** Resolves with the address once the node listens; rejects with what it said where it ended before. */
  readonly ready: Promise<string>;
  /** Resolves once a demonstration's hub holds what a visitor needs; rejects where it ended before. */
  readonly filled: Promise<void>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;

  constructor({ env, onMessage, onLine }: NodeProcessParts) {
    // Children stay when their parent is killed unless they listen to the channel's end: main.ts does.
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      env: { ...withoutSettings(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#readLines((line) => {
      this.#printed.push(line);
      onLine?.(line);
    });
    this.ended = once(this.#child, 'close').then(() => undefined);
    this.ready = this.#once('ready').then((message) => message.url);
    this.filled = this.#once('filled').then(() => undefined);
    for (const promise of [this.ready, this.filled]) promise.catch(() => undefined); // whoever started it may not wait for these
    this.#child.on('message', (raw) => {
      const message = readChildMessage(raw);
      if (message) onMessage?.(message);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  tell(message: ParentMessage): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** Ends it as a pulled plug would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to stop, and waits. */
  async stop(): Promise<void> {
    if (!this.running) return this.ended;
    this.#child.kill('SIGTERM');
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.ended;
    clearTimeout(limit);
  }

  #once<T extends ChildMessage['t']>(t: T): Promise<Extract<ChildMessage, { t: T }>> {
    return new Promise((resolve, reject) => {
      this.#child.on('message', (raw) => {
        const message = readChildMessage(raw);
        if (message?.t === t) resolve(message as Extract<ChildMessage, { t: T }>);
      });
      void this.ended.then(() => reject(new Error(this.#printed.at(-1) ?? 'the node ended without a word')));
    });
  }

  #readLines(listener: (line: string) => void): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        lines.filter((line) => line !== '').forEach(listener);
      });
    }
  }
}

/** The parent's own PORT or HOST must not become a child's by accident. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings =
    /^(ROLE|NODE_NAME|HOST|PORT|DATA_DIR|STORE|APP_DIR|UPSTREAM|UPSTREAM_CODE|CODES_FILE|SCHOOL|DEMONSTRATION)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settings.test(name)));
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

const STOP_LIMIT_MS = 10_000;

export interface ServerUse {
  /** Processor time of all its threads since it began, in milliseconds; null where the system does not tell. */
  readonly cpuMs: number | null;
  /** Memory that it holds, in megabytes. */
  readonly rssMb: number | null;
}

/** A contender's server, which says on its output where it listens. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const address = /listens at (http:\/\/[\w.:]+)/.exec(printed)?.[1];
        if (address !== undefined) resolve(address);
      });
      child.once('exit', () => reject(new Error(`a server ended before it listened: ${printed}`)));
    });
    return new ServerProcess(child, url);
  }

  /** From Linux's /proc; elsewhere unknown. */
  use(): ServerUse {
    const place = `/proc/${this.#child.pid}`;
    try {
      const nanoseconds = readdirSync(`${place}/task`)
        .map((task) => Number(readFileSync(`${place}/task/${task}/schedstat`, 'utf8').split(' ')[0]))
        .reduce((sum, time) => sum + time, 0);
      const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`${place}/status`, 'utf8'))?.[1];
      return { cpuMs: nanoseconds / 1e6, rssMb: rss === undefined ? null : Number(rss) / 1024 };
    } catch {
      return { cpuMs: null, rssMb: null }; // not Linux, or a thread that ended as we looked
    }
  }

  /** As a pulled plug would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** In good order, if it can; a server that cannot is ended after a while. */
  async stop(): Promise<void> {
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.#end('SIGTERM');
    clearTimeout(limit);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}

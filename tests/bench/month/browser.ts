import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { chromiumLaunch } from '../../../src/commands/launch/chromium.mjs';
import type { MonthPage } from './page.ts';

const PAGE = fileURLToPath(new URL('page.ts', import.meta.url));

/** Builds the page that a hub serves as its app. */
export async function buildPage(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { outDir: folder, lib: { entry: PAGE, formats: ['es'], fileName: () => 'page.js' } },
  });
  const html =
    '<!doctype html><html lang="fr"><title>Un mois</title><script type="module" src="/page.js"></script></html>';
  await writeFile(join(folder, 'index.html'), html);
}

/** A tablet's browser. Each call runs in a page that was just loaded, as after a reload. */
export class Browser {
  readonly #context: BrowserContext;
  readonly #url: string;

  static async start(folder: string, url: string): Promise<Browser> {
    return new Browser(
      await chromium.launchPersistentContext(folder, { headless: true, ...chromiumLaunch({ whole: true }) }),
      url,
    );
  }

  private constructor(context: BrowserContext, url: string) {
    this.#context = context;
    this.#url = url;
  }

  async call<Name extends keyof MonthPage>(
    name: Name,
    ...args: Parameters<MonthPage[Name]>
  ): Promise<Awaited<ReturnType<MonthPage[Name]>>> {
    const page: Page = await this.#context.newPage();
    try {
      await page.goto(this.#url);
      await page.waitForFunction(() => 'month' in window);
      const wish: [string, unknown[]] = [name, args];
      const answer = await page.evaluate(([verb, wishes]) => {
        const task = window.month[verb as keyof MonthPage] as (...wish: unknown[]) => Promise<unknown>;
        return task(...wishes);
      }, wish);
      return answer as Awaited<ReturnType<MonthPage[Name]>>;
    } finally {
      await page.close();
    }
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { DIST } from '../../src/commands/launch/places.mjs';
import { Tablet } from './journey-tablet.ts';
import { Teacher } from './journey-teacher.ts';
import { Watch } from './journey-watch.ts';
import { TestTrolley } from './server.ts';

export { expect } from '@playwright/test';

/** The built app; another build can be tried by its folder. */
export const BUILT_APP = process.env.JOURNEY_APP_DIR ?? DIST;

/** The devices of a story. Each is a browser of its own at its own address, as `npm start` gives them out. */
export class School {
  readonly watch = new Watch();
  readonly #browser: Browser;
  readonly #trolley: TestTrolley;
  readonly #contexts: BrowserContext[] = [];
  readonly #disks: string[] = [];

  constructor(browser: Browser, trolley: TestTrolley) {
    this.#browser = browser;
    this.#trolley = trolley;
  }

  /** Tablet n° 1, 2 or 3, which has just joined the trolley. */
  async openTablet(number: number): Promise<Tablet> {
    const tablet = new Tablet(await this.openPage(), this.tabletLink(number));
    await tablet.join();
    return tablet;
  }

  async openTeacher(): Promise<Teacher> {
    const code = this.#trolley.codes.teacher.code;
    const teacher = new Teacher(await this.openPage(), this.link('maitresse', `/rejoindre#${code}`));
    await teacher.join();
    return teacher;
  }

  /** An empty page of a new device, watched like all others. */
  async openPage(): Promise<Page> {
    return this.#follow(await this.#browser.newContext()).newPage();
  }

  /** A disk for a tablet whose browser dies or is closed. */
  async makeDisk(): Promise<string> {
    const disk = await mkdtemp(join(tmpdir(), 'cartable-tablet-'));
    this.#disks.push(disk);
    return disk;
  }

  /** Tablet n° 1, 2 or 3, as its browser opens from this disk; it joins only if the story says so. */
  async openTabletOn(disk: string, number: number): Promise<Tablet> {
    const context = this.#follow(await this.#browser.browserType().launchPersistentContext(disk));
    return new Tablet(context.pages()[0] ?? (await context.newPage()), this.tabletLink(number));
  }

  tabletLink(number: number): string {
    return this.link(`tablette-${number}`, `/rejoindre#${this.#trolley.codes.tablets[number - 1]?.code}`);
  }

  link(name: string, path: string): string {
    return `http://${name}.localhost:${new URL(this.#trolley.hub).port}${path}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    await Promise.all(this.#disks.map((disk) => rm(disk, { recursive: true, force: true })));
  }

  #follow(context: BrowserContext): BrowserContext {
    this.#contexts.push(context);
    this.watch.over(context);
    return context;
  }
}

/** A story has a trolley of its own, and ends only well if no page complained and none spoke to a stranger. */
export const test = base.extend<{ appDir: string; trolley: TestTrolley; school: School }>({
  appDir: [BUILT_APP, { option: true }],
  trolley: async ({ appDir }, use) => {
    const trolley = await TestTrolley.start({ appDir, from: process.env.JOURNEY_SCHOOL });
    await use(trolley);
    await trolley.close();
  },
  school: async ({ browser, trolley }, use) => {
    const school = new School(browser, trolley);
    await use(school);
    await school.close();
    school.watch.expectCalm();
  },
});

import { expect, type Locator, type Page } from '@playwright/test';
import { teacherWords } from '../../src/ui/words/teacher.ts';
import { FOUND_AGAIN_MS } from './journey-tablet.ts';

const say = teacherWords.fr;

/** The teacher's computer, by what a teacher sees and clicks. */
export class Teacher {
  readonly page: Page;
  readonly #link: string;

  constructor(page: Page, link: string) {
    this.page = page;
    this.#link = link;
  }

  async join(): Promise<void> {
    await this.page.goto(this.#link);
    await expect(this.page.getByRole('heading', { level: 1, name: 'CE2 A' })).toBeVisible();
  }

  async openClass(): Promise<void> {
    await this.#pages.getByRole('link', { name: say.myClass }).click();
  }

  async openLesson(title: string): Promise<void> {
    await this.#pages.getByRole('link', { name: say.myLessons }).click();
    await this.page.getByRole('link', { name: title }).click();
    await expect(this.page.getByRole('heading', { level: 2, name: title })).toBeVisible();
  }

  /** From an open lesson: the dialog, the audience, and go. */
  async handOut(to: 'class' | { readonly group: string } | { readonly pupil: string }): Promise<void> {
    await this.chooseAudience(to);
    await this.confirmHandOut();
  }

  async chooseAudience(to: 'class' | { readonly group: string } | { readonly pupil: string }): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: say.lessons.handOut }).click();
    const kind = to === 'class' ? say.handOut.class : 'group' in to ? say.handOut.group : say.handOut.pupil;
    await this.dialog.getByText(kind, { exact: true }).click();
    if (to !== 'class') await this.dialog.getByText('group' in to ? to.group : to.pupil, { exact: true }).click();
  }

  async confirmHandOut(): Promise<void> {
    await this.dialog.getByRole('button', { name: say.handOut.go }).click();
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  get done(): Locator {
    return this.page.getByRole('main').getByRole('status').first();
  }

  /** The tile of a pupil or group on the board. */
  tile(name: string): Locator {
    return this.page.getByRole('list', { name: say.board.works }).getByRole('link', { name });
  }

  async expectCounts({ handedIn, notYet }: { readonly handedIn: number; readonly notYet: number }): Promise<void> {
    const counts = this.page.getByRole('group', { name: say.board.show }).getByRole('button');
    for (const [index, count] of [handedIn, notYet].entries())
      await expect(counts.nth(index)).toHaveText(new RegExp(`^\\s*${count}\\D`), { timeout: FOUND_AGAIN_MS });
  }

  get #pages(): Locator {
    return this.page.getByRole('navigation', { name: say.pages });
  }
}

import { expect, type Locator, type Page } from '@playwright/test';
import type { Language } from '../../src/ui/words/room.ts';
import { teacherWords } from '../../src/ui/words/teacher.ts';
import { FOUND_AGAIN_MS } from './journey-tablet.ts';

/** The teacher's computer, by what a teacher sees and clicks. */
export class Teacher {
  readonly page: Page;
  /** What its screens say now. */
  say = teacherWords.fr;
  readonly #link: string;

  constructor(page: Page, link: string) {
    this.page = page;
    this.#link = link;
  }

  async join(): Promise<void> {
    await this.page.goto(this.#link);
    await expect(this.page.getByRole('heading', { level: 1, name: 'CE2 A' })).toBeVisible();
  }

  async speak(language: Language): Promise<void> {
    if (this.say === teacherWords[language]) return;
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: language === 'en' ? 'English' : 'Français' })
      .click();
    this.say = teacherWords[language];
  }

  async openClass(): Promise<void> {
    await this.#pages.getByRole('link', { name: this.say.myClass }).click();
  }

  async openLessons(): Promise<void> {
    await this.#pages.getByRole('link', { name: this.say.myLessons }).click();
  }

  async openLesson(title: string): Promise<void> {
    await this.openLessons();
    await this.page.getByRole('link', { name: title }).click();
    await expect(this.page.getByRole('heading', { level: 2, name: title })).toBeVisible();
  }

  /** From an open lesson: the dialog, the audience, and go. */
  async handOut(to: 'class' | { readonly group: string } | { readonly pupil: string }): Promise<void> {
    await this.chooseAudience(to);
    await this.confirmHandOut();
    await expect(this.dialog).toBeHidden();
  }

  async chooseAudience(to: 'class' | { readonly group: string } | { readonly pupil: string }): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: this.say.lessons.handOut }).click();
    const kind =
      to === 'class' ? this.say.handOut.class : 'group' in to ? this.say.handOut.group : this.say.handOut.pupil;
    await this.dialog.getByText(kind, { exact: true }).click();
    if (to !== 'class') await this.dialog.getByText('group' in to ? to.group : to.pupil, { exact: true }).click();
  }

  async confirmHandOut(): Promise<void> {
    await this.dialog.getByRole('button', { name: this.say.handOut.go }).click();
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  async closeDialog(): Promise<void> {
    await this.dialog.getByRole('button', { name: this.say.close }).click();
    await expect(this.dialog).toBeHidden();
  }

  get done(): Locator {
    return this.page.getByRole('main').getByRole('status').first();
  }

  /** Where several activities are open: the one of this group, pupil or class. */
  async show(audience: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: this.say.board.open })
      .getByRole('link', { name: audience })
      .click();
  }

  /** The tile of a pupil or group on the board. */
  tile(name: string): Locator {
    return this.page.getByRole('list', { name: this.say.board.works }).getByRole('link', { name });
  }

  async expectCounts({ handedIn, notYet }: { readonly handedIn: number; readonly notYet: number }): Promise<void> {
    const counts = this.page.getByRole('group', { name: this.say.board.show }).getByRole('button');
    for (const [index, count] of [handedIn, notYet].entries())
      await expect(counts.nth(index)).toHaveText(new RegExp(`^\\s*${count}\\D`), { timeout: FOUND_AGAIN_MS });
  }

  get #pages(): Locator {
    return this.page.getByRole('navigation', { name: this.say.pages });
  }
}

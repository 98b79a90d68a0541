import { expect, type Locator, type Page } from '@playwright/test';
import { DEMONSTRATION_CODE } from '../../src/server/demonstration/school.ts';
import { activityWords } from '../../src/ui/words/activity.ts';
import { connectionWords } from '../../src/ui/words/connection.ts';
import { pupilWords } from '../../src/ui/words/pupil.ts';
import { frameWords } from '../../src/ui/words/frame.ts';
import type { Language } from '../../src/ui/words/room.ts';
import { signInWords } from '../../src/ui/words/sign-in.ts';
import type { PictureName } from '../../src/classroom/pictures.ts';

/** All that a pupil's screens say, in one language. */
const wordsIn = (language: Language) => ({
  signIn: signInWords[language],
  pupil: pupilWords[language],
  activity: activityWords[language],
  connection: connectionWords[language],
  frame: frameWords[language],
});

/** Who was away knocks at the latest after 12 s (sync/backoff.ts); a machine under load needs some more. */
export const FOUND_AGAIN_MS = 30_000;

/** ✓, ✓✓, ✓✓✓: on the tablet, in the trolley, at the school. */
export type Ticks = 1 | 2 | 3;

/** A pupil's tablet as a child meets it: by what is seen and touched. */
export class Tablet {
  readonly page: Page;
  /** What its screens say now. */
  say = wordsIn('fr');
  readonly #link: string;

  constructor(page: Page, link: string) {
    this.page = page;
    this.#link = link;
  }

  /** Opens the link of the QR code. */
  async join(): Promise<void> {
    await this.page.goto(this.#link);
    await expect(this.title).toHaveText(this.say.signIn.whichClass);
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** Where nobody has signed in yet, the globe changes the language. */
  async speak(language: Language): Promise<void> {
    if (this.say.frame.language === wordsIn(language).frame.language) return;
    await this.page.getByRole('button', { name: this.say.frame.language }).click();
    this.say = wordsIn(language);
  }

  // Qui es-tu ?

  face(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async chooseClass(name = 'CE2 A'): Promise<void> {
    await this.page.getByRole('button', { name }).click();
    await expect(this.title).toHaveText(this.say.signIn.who);
  }

  async chooseFace(name: string): Promise<void> {
    await this.face(name).click();
    await expect(this.page.getByText(this.say.signIn.hello(name))).toBeVisible();
  }

  async tapPictures(...pictures: readonly PictureName[]): Promise<void> {
    for (const picture of pictures)
      await this.page.getByRole('button', { name: this.say.signIn.pictures[picture], exact: true }).click();
  }

  async signIn(name: string): Promise<void> {
    await this.chooseClass();
    await this.signInHere(name);
  }

  /** From the faces of a class. */
  async signInHere(name: string): Promise<void> {
    await this.chooseFace(name);
    await this.tapPictures(...DEMONSTRATION_CODE);
    await expect(this.title).toHaveText(this.say.signIn.mySatchel);
  }

  /** Closes the satchel: the tablet is for somebody else of the class. */
  async handOver(name: string): Promise<void> {
    await this.openMe(name);
    await this.page.getByRole('button', { name: this.say.signIn.handOver }).click();
    await expect(this.title).not.toHaveText(this.say.signIn.mySatchel);
  }

  // Mon cartable

  /** The cards of a lesson: one for each time that it was handed out to this pupil. */
  task(lesson: string): Locator {
    return this.page.getByRole('article', { name: lesson });
  }

  get nothingToDo(): Locator {
    return this.page.getByText(this.say.pupil.nothing);
  }

  get filesComing(): Locator {
    return this.page.getByRole('progressbar', { name: this.say.pupil.filesComing });
  }

  get filesReady(): Locator {
    return this.page.getByText(this.say.pupil.filesReady);
  }

  get filesBroken(): Locator {
    return this.page.getByText(this.say.pupil.filesBroken);
  }

  /** Opens an activity; where the lesson came twice, the one that holds these words. */
  async begin(lesson: string, words = ''): Promise<void> {
    await this.task(lesson)
      .filter({ hasText: words })
      .getByRole('link', {
        name: new RegExp(`^(${this.say.pupil.begin}|${this.say.pupil.goOn}|${this.say.pupil.look})`),
      })
      .click();
    await expect(this.title).toHaveText(lesson);
    await expect(this.steps).toBeVisible();
  }

  // An activity

  get steps(): Locator {
    return this.page.getByRole('navigation', { name: this.say.activity.steps });
  }

  /** Goes to a step by its eyelet on the strap. */
  async goTo(step: string): Promise<void> {
    await this.steps.getByTitle(step, { exact: true }).click();
    await expect(this.page.getByRole('heading', { level: 2, name: step })).toBeVisible();
  }

  async goOn(): Promise<void> {
    await this.page.getByRole('button', { name: this.say.activity.goOn }).click();
  }

  async answer(choice: string): Promise<void> {
    await this.page.getByText(choice, { exact: true }).click();
    await this.page.getByRole('button', { name: this.say.activity.check }).click();
  }

  get writing(): Locator {
    return this.page.getByRole('textbox');
  }

  /** Writes at the end of the page, as fast as a child could wish. */
  async write(text: string): Promise<void> {
    await this.writing.click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
    await expect(this.writing).toContainText(text.trim());
  }

  get kept(): Locator {
    return this.page.getByRole('status').getByText(this.say.activity.saved, { exact: true });
  }

  /** The buckles at the foot of the activity: exactly so far has the work come. */
  ticks(level: Ticks): Locator {
    return this.page.locator('footer').getByRole('button', { name: this.say.connection[`level${level}`], exact: true });
  }

  async expectTicks(level: Ticks): Promise<void> {
    await expect(this.ticks(level)).toBeVisible({ timeout: FOUND_AGAIN_MS });
  }

  // Je rends mon travail

  async handIn(): Promise<void> {
    await this.page.getByRole('button', { name: this.say.pupil.handIn }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: this.say.pupil.yesHandIn }).click();
    await expect(this.page.getByRole('dialog', { name: this.say.pupil.handedIn })).toBeVisible();
  }

  async goHomeFromHandIn(): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: this.say.pupil.keepOn }).click();
    await expect(this.title).toHaveText(this.say.signIn.mySatchel);
  }

  async takeBack(): Promise<void> {
    await this.page.getByRole('button', { name: this.say.pupil.takeBack }).click();
    await expect(this.page.getByText(this.say.activity.handedIn)).toBeHidden();
  }

  async openMe(name: string): Promise<void> {
    await this.page.getByRole('button', { name: this.say.signIn.me(name) }).click();
    await expect(this.page.getByRole('dialog')).toBeVisible();
  }

  async closeDialog(): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: this.say.frame.close }).click();
    await expect(this.page.getByRole('dialog')).toBeHidden();
  }

  // Near or far

  /** What the tent, or the trolley, in the header says at a tap. */
  async openConnection(): Promise<void> {
    await this.page.getByRole('banner').locator('button.connection').click();
    await expect(this.page.getByRole('dialog')).toBeVisible();
  }

  async expectSight(sight: 'away' | 'hub'): Promise<void> {
    await expect(
      this.page.getByRole('banner').getByRole('button', { name: this.say.connection[sight], exact: true }),
    ).toBeVisible({ timeout: FOUND_AGAIN_MS });
  }

  /** As soon as the whole app lies on the tablet, it can open anywhere. */
  async canOpenOffline(): Promise<void> {
    await this.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await expect.poll(() => this.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  }
}

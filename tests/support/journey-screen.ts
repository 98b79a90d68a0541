import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** A tablet held in one way and in the other. */
export const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 1280 },
] as const;
export type Size = (typeof SIZES)[number];

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The smallest thing that a child must hit, in CSS pixels (look.md); half a pixel is the browser's rounding. */
const TARGET = 48;
const ROUNDING = 0.5;

/** Where a picture of each screen is kept for a person to look at, if anywhere. */
const PICTURES = process.env.JOURNEY_PICTURES;

/**
 * Looks at what is on the screen now as those who see badly, who hit badly and who hold the tablet upright would. What bars the way
 * of some depends on the size, hardly on the language: in a second language one size is looked at for that.
 */
export async function expectGoodScreen(
  page: Page,
  name: string,
  who: 'pupil' | 'adult',
  barriersAt: readonly Size[] = SIZES,
): Promise<void> {
  for (const size of SIZES) {
    const what = `${name} at ${size.width} × ${size.height}`;
    await page.setViewportSize(size);
    await expect.poll(() => tooWide(page), `${what} scrolls sideways`).toEqual([]);
    if (who === 'pupil') expect.soft(await smallTargets(page), `${what}: targets below ${TARGET} px`).toEqual([]);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name} ${size.width}.png`), animations: 'disabled' });
    if (barriersAt.includes(size)) {
      expect.soft(await barriers(page), `${what}: barriers that axe finds`).toEqual([]);
    }
  }
  await page.setViewportSize(SIZES[0]);
}

/** What reaches out of the screen at its right edge. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .map((element) => `${element.tagName} ${element.className}`);
  });
}

async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    // Behind an open dialog nothing can be touched.
    const within = document.querySelector('dialog[open]') ?? document.body;
    const touched = [...within.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')];
    return touched
      .map((element) => element.closest('label') ?? element)
      .filter((element) => element.checkVisibility({ checkVisibilityCSS: true }))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < least || box.height < least)
      .map(({ element, box }) => `${element.innerText || element.ariaLabel} ${box.width} × ${box.height}`);
  }, TARGET - ROUNDING);
}

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(standStill);
  // Half a megabyte of script: once for each document is enough.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (tags) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: tags,
        resultTypes: ['violations'],
        iframes: false,
      }),
    WCAG,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** A colour on its way to another is neither of them. What turns for ever is left to turn. */
const standStill = async (): Promise<void> => {
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
};

import type { Page } from '@playwright/test';
import { DEMONSTRATION_HEAD, DEMONSTRATION_PASSWORD } from '../../src/server/demonstration/adults.ts';
import { officeWords } from '../../src/ui/words/office.ts';
import { expect, test } from '../support/journey.ts';

const LESSON = 'La tortue verte';
const say = officeWords.fr;

/*
 * The whole app lives with a policy that allows no inline script, no string as markup and no other address: `school` fails a story in
 * which a page complained of it, or a page or its service worker asked a stranger for anything. That the policy bites is tried first.
 */
test('no room of the app needs what the policy refuses, not even a page that is pasted; and the policy bites', async ({
  school,
}) => {
  test.setTimeout(150_000);

  await test.step('no inline script, no string as markup or script, nothing to and from elsewhere', async () => {
    const page = await school.openPage();
    await page.goto(school.link('essai', '/'));
    // Whatever this page complains of is what we make it do.
    school.watch.allow(/^http:\/\/essai\.localhost/);
    school.watch.allowStranger('essai.example');
    expect(await page.evaluate(tryEverything, 'https://essai.example')).toEqual({
      ...{ markup: 'TypeError', address: 'TypeError', policy: 'TypeError', evaluated: 'EvalError' },
      ...{ inline: 'not run', fetched: 'TypeError', pictured: 'refused', framed: 'frame-src' },
    });
  });

  await test.step('a pupil: a PDF in its own worker, and a page that is pasted', async () => {
    const teacher = await school.openTeacher();
    await teacher.openLesson(LESSON);
    await teacher.handOut('class');
    const tablet = await school.openTablet(1);
    await tablet.canOpenOffline();
    await tablet.signIn('Nasrine');
    await expect(tablet.filesReady).toHaveCount(1);
    await tablet.begin(LESSON);
    await expect(tablet.page.getByRole('region', { name: 'Le voyage de la tortue verte' })).toContainText('tortue');
    await tablet.goTo("À vous d'écrire");
    await tablet.write('Avant. ');
    // The browser says so of what it leaves out where what was pasted is read.
    school.watch.allow(/\/ecrire: (Applying inline style|Executing inline event handler) violates/);
    await paste(
      tablet.page,
      `<p style="background:url(https://elsewhere.example/a.png)">Collé <b>en gras</b>` +
        `<img src="https://elsewhere.example/b.png" onerror="document.title='ran'"><script>document.title='ran'</script>` +
        `<a href="javascript:document.title='ran'">lien</a><iframe src="https://elsewhere.example/"></iframe></p>`,
    );
    await expect(tablet.writing).toContainText('Collé en gras');
    expect(
      await tablet.writing.locator('img:not(.ProseMirror-separator), script, iframe, a, [style], [onerror]').count(),
    ).toBe(0);
    expect(await tablet.page.title()).not.toContain('ran');
    await expect(tablet.kept).toBeVisible();
    await tablet.page.reload();
    await expect(tablet.writing).toContainText('Collé en gras');
    expect(school.watch.heardWorker, 'what the service worker asks for is heard too').toBe(true);
  });

  await test.step('every panel of the office, the families’ page and the rooms of those who look after it', async () => {
    const page = await school.openPage();
    await page.goto(school.link('bureau', '/ecole'));
    await page.getByLabel(say.account).fill(DEMONSTRATION_HEAD);
    await page.getByLabel(say.password).fill(DEMONSTRATION_PASSWORD);
    await page.getByRole('button', { name: say.signIn, exact: true }).click();
    const tabs = page.getByRole('navigation', { name: say.tabList }).getByRole('link');
    await expect(tabs.first()).toBeVisible();
    // The panel of the devices asks whether this node is a trolley, which the demonstration's is not.
    school.watch.allow(/status of 404 .*\/api\/office\/trolley/);
    for (const tab of await tabs.all()) {
      await tab.click();
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    }
    for (const path of ['/familles', '/demonstration', '/debug', '/rejoindre']) {
      await page.goto(school.link('bureau', path));
      await expect(page.getByRole('heading').first()).toBeVisible();
    }
  });
});

/** What becomes of each thing that a page must not do: the name of the refusal, or `done`. Runs in the page. */
async function tryEverything(elsewhere: string): Promise<Record<string, string>> {
  const refused = (attempt: () => unknown): string => {
    try {
      attempt();
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.name : 'refused';
    }
  };
  const { trustedTypes } = window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } };
  const script = document.createElement('script');
  const later = <Value>(start: (resolve: (value: Value) => void) => void) => new Promise<Value>(start);
  const said = {
    markup: refused(() => (document.createElement('div').innerHTML = '<b>bold</b>')),
    address: refused(() => (document.createElement('script').src = `${elsewhere}/x.js`)),
    policy: refused(() => trustedTypes.createPolicy('mine', {})),
    inline: refused(() => {
      script.append('document.documentElement.dataset.ran = "run"');
      document.head.append(script);
    }),
    // What runs us may evaluate strings; what the page starts by itself may not.
    evaluated: await later<string>((resolve) =>
      setTimeout(() => resolve(refused(() => Reflect.construct(Function, ['return 1'])))),
    ),
    fetched: await fetch(elsewhere).then(
      () => 'done',
      (error: Error) => error.name,
    ),
    pictured: await later<string>((resolve) => {
      const image = new Image();
      image.onload = () => resolve('done');
      image.onerror = () => resolve('refused');
      image.src = `${elsewhere}/x.png`;
    }),
    framed: await later<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
      const frame = document.createElement('iframe');
      frame.src = elsewhere;
      document.body.append(frame);
    }),
  };
  return { ...said, inline: document.documentElement.dataset.ran ?? 'not run' };
}

/** As a browser pastes: with markup that somebody else wrote. */
async function paste(page: Page, html: string): Promise<void> {
  await page.getByRole('textbox').evaluate((element, markup) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', markup);
    clipboardData.setData('text/plain', 'Collé en gras');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

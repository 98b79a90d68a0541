import { expect, test } from '../support/journey.ts';
import type { Tablet } from '../support/journey-tablet.ts';

/** Of script, as it travels: parsing this much takes a cheap tablet about a second. */
const FIRST_SCREEN_BYTES = 90_000;

test('a tablet that keeps nothing of the app shows its first screen after at most 90 kB of compressed script', async ({
  school,
}) => {
  const tablet = await school.openTablet(1);
  const scripts = await withholdScriptsBeyond(FIRST_SCREEN_BYTES, tablet);

  await tablet.page.reload();
  await expect(tablet.title).toHaveText('Quelle est ta classe ?');
  await expect(tablet.page.getByRole('button', { name: 'CE2 A' })).toBeVisible();
  await tablet.chooseClass();
  await expect(tablet.face('Mélissa')).toBeVisible();

  test.info().annotations.push({ type: 'scripts before the first screen', description: scripts.sentByName() });
  expect(scripts.sent).toBeGreaterThan(0);
  expect(scripts.withheld, 'what comes after the first screen').toBeGreaterThan(0);
});

/**
 * From the next load on, every script comes over the network, and those that would go beyond the budget do not come at all:
 * a screen that shows needed no more. Counted are the bytes of each script's body as the hub sent it.
 */
async function withholdScriptsBeyond(budget: number, tablet: Tablet) {
  const session = await tablet.page.context().newCDPSession(tablet.page);
  const scripts = {
    sent: 0,
    withheld: 0,
    names: [] as string[],
    sentByName: () => `${scripts.sent} bytes: ${scripts.names.join(', ')}`,
  };
  session.on('Fetch.requestPaused', ({ requestId, request, responseHeaders = [] }) => {
    const header = (name: string) => responseHeaders.find((one) => one.name.toLowerCase() === name)?.value;
    const bytes = Number(header('content-length') ?? Number.NaN);
    if (!(scripts.sent + bytes <= budget)) {
      scripts.withheld += 1; // it stays under way for ever
      return;
    }
    scripts.sent += bytes;
    scripts.names.push(`${new URL(request.url).pathname} ${bytes} (${header('content-encoding') ?? 'as it is'})`);
    void session.send('Fetch.continueResponse', { requestId });
  });
  await session.send('Network.enable');
  await session.send('Network.setBypassServiceWorker', { bypass: true });
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*.js', requestStage: 'Response' }] });
  return scripts;
}

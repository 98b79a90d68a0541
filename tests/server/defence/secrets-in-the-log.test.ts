import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeMessage } from '../../../src/protocol/codec.ts';
import { LiveClient } from '../../support/live-client.ts';
import { OfficeNode } from '../../support/office-node.ts';
import { SchoolProcess } from '../../support/school-process.ts';
import { fillTwoClasses, pupilOf } from '../../support/two-classes.ts';

/* Whatever is tried at the doors, well or badly: who reads the log learns no secret, and no child's name or words. */

const PASSWORD = 'quatre mots au soleil 7';
const WRONG = 'un-mauvais-mot-de-passe';

let office: OfficeNode;
let school: SchoolProcess;

beforeAll(async () => {
  [office, school] = await Promise.all([OfficeNode.start(), SchoolProcess.start()]);
}, 60_000);

afterAll(() => Promise.all([office.close(), school.close()]));

test('of an adult: passwords, sessions, the set-up code, a second factor', async () => {
  const secrets = [PASSWORD, WRONG, 'A'.repeat(43), office.people.setUpCode!];
  const post = (path: string, body: unknown, authorization?: string) =>
    office.ask('POST', `/api/adults/${path}`, { body, ...(authorization && { authorization }) });
  await post('set-up', { code: WRONG, account: 'directrice', name: 'Mme Vellayen', password: PASSWORD });
  const first = await post('set-up', {
    ...{ code: office.people.setUpCode, account: 'directrice' },
    ...{ name: 'Mme Vellayen', password: PASSWORD },
  });
  const session = `Session ${first.body.token as string}`;
  secrets.push(first.body.token as string);
  await post('sign-in', { account: 'directrice', password: WRONG });
  await post('sign-in', { account: PASSWORD, password: 'directrice' }); // the password typed into the wrong field
  const added = await office.ask('POST', '/api/adults', {
    ...{ authorization: session, body: { account: 'maitre', name: 'M. Payet', role: 'teacher', classes: [] } },
  });
  secrets.push(added.body.password as string);
  const begun = await post('second-factor/begin', { password: PASSWORD }, session);
  secrets.push(begun.body.key as string);
  await post('second-factor/confirm', { code: '000000' }, session);
  await post('password', { current: WRONG, next: `${PASSWORD} plus` }, session);
  await office.ask('GET', '/api/adults/me', { authorization: `Session ${'A'.repeat(43)}` });
  await office.ask('POST', `/api/adults/sign-in?password=${WRONG}`, { body: '{' });

  const logged = JSON.stringify(office.log.entries());
  expect(logged, 'something was logged at all').toContain('a sign-in failed');
  for (const secret of secrets) expect(secret && logged.includes(secret), secret).toBe(false);
  expect(logged).not.toMatch(/Vellayen|Payet/);
});

test('of a device: its secret, a code, and what a child wrote', async () => {
  const { hub } = await fillTwoClasses(school);
  const [, , secret] = /^Bearer (.+)\.(.+)$/.exec(hub.authorization)!;
  const refused = {
    ...hub.edit('work/here-all/here-3', pupilOf('here', 1), (doc) => doc.getText('t').insert(0, 'Mon chat')),
  };
  await hub.exchange([refused, { ...refused, update: new Uint8Array([255, 1]), author: pupilOf('here', 3) }]);
  await fetch(`${school.url}/api/enrol`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ code: 'ABCD-EFGH-2345' }),
  });
  await fetch(`${school.url}/api/files/${'0'.repeat(64)}`, { headers: { authorization: `${hub.authorization}x` } });
  const live = await new LiveClient(school.url).opened();
  live.sendRaw(encodeMessage({ t: 'hello', v: 1, device: hub.device, secret: `${secret}x` }));
  await live.closed;
  expect(school.printed, 'the refusals were logged').toContain('push refused');
  for (const word of [secret!, 'ABCDEFGH2345', 'ABCD-EFGH-2345', 'Mon chat', 'Hoarau']) {
    expect(school.printed.includes(word), word).toBe(false);
  }
});

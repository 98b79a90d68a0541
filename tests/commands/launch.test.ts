import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRecentEnough } from '../../src/commands/launch/node-version.mjs';

const launch = (file: string) => fileURLToPath(new URL(`../../src/commands/${file}`, import.meta.url));

test.each([
  ['18.20.8', false],
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.0.0', true],
  ['24.21.0', true],
])('Node %s is recent enough to run the sources: %s', (version, expected) => {
  expect(isRecentEnough(version)).toBe(expected);
});

test('an unknown command is answered by the list of those that exist', async () => {
  const child = spawn(process.execPath, [launch('launch.mjs'), 'dance'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(2);
  expect(printed).toContain('start, test');
});

// A hub left behind would keep its port, and the next `npm start` could not begin.
test.skipIf(process.platform === 'win32')('a program does not outlive a parent that was killed outright', async () => {
  const program = `process.on('SIGTERM', () => { console.log('told'); process.exit(0); }); console.log('up'); setInterval(() => {}, 1000);`;
  const args = [
    '--import',
    new URL('../../src/commands/launch/follow-parent.mjs', import.meta.url).href,
    '-e',
    program,
  ];
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `require('child_process').spawn(process.execPath, ${JSON.stringify(args)}, { stdio: ['ignore', 1, 2, 'ipc'] })`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = parent.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('up\n');
  parent.kill('SIGKILL');
  expect((await lines.next()).value).toBe('told\n');
});

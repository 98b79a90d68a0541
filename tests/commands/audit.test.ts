import { expect, test } from 'vitest';
import { judgeAudit } from '../../src/commands/launch/audit.mjs';
import { STEPS } from '../../src/commands/launch/steps.mjs';

const report = (found: Record<string, number>, ...packages: string[]): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(packages.map((name) => [name, { name }])),
    metadata: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 0, ...found } },
  });

test.each([
  ['nothing is known', report({}), true, 'no known weakness'],
  ['one is moderate', report({ moderate: 1 }, 'ws'), true, 'none above moderate: ws'],
  ['one is high', report({ high: 1, low: 2 }, 'ws', 'pg'), false, '1 known weaknesses, high or critical: ws, pg'],
  ['one is critical', report({ critical: 1 }, 'ws'), false, '1 known weaknesses, high or critical: ws'],
  ['npm talks around it', `npm warn old\n${report({ high: 1 }, 'ws')}\nnpm notice\n`, false, 'ws'],
])('where %s', (_, output, passed, sentence) => {
  const judged = judgeAudit(output);
  expect(judged.passed).toBe(passed);
  expect(judged.sentence).toContain(sentence);
});

test.each([
  [
    'has no audit',
    '{\n  "message": "405 Method Not Allowed - POST https://registry.example/x",\n  "error": {}\n}',
    '405 Method',
  ],
  ['cannot be reached', 'npm error code ENOTFOUND\nnpm error network request failed', 'network request failed'],
  ['says nothing in time', '', 'no answer'],
])('a registry that %s is no failure, and it is said that nothing was audited', (_, output, why) => {
  const judged = judgeAudit(output);
  expect(judged.passed).toBe(true);
  expect(judged.sentence).toContain('nothing was audited');
  expect(judged.sentence).toContain(why);
});

test('CI audits', () => {
  expect(STEPS.map(({ name }) => name)).toContain('audit');
});

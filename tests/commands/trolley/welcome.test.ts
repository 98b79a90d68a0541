import { describe, expect, test } from 'vitest';
import { welcome } from '../../../src/commands/trolley/welcome.ts';
import { terminalQr } from '../../../src/commands/trolley/terminal-qr.ts';
import { CHECKS, type FindingState, type TrolleyReport } from '../../../src/protocol/office/trolley.ts';

const report = (name: FindingState): TrolleyReport => ({
  name: 'malle-3',
  app: 'https://malle-3.local:8443',
  setup: ['http://malle-3.local:8080', 'http://192.168.1.2:8080'],
  fingerprint: Array.from({ length: 8 }, (_, index) => `0000000${index}`),
  now: 0,
  findings: CHECKS.map((check) => ({ check, state: check === 'name' ? name : 'good', value: 1 })),
});

describe('what a trolley prints when it has started', () => {
  test('leads by the name where somebody answers to it, by the address where nobody does', () => {
    const named = welcome(report('good'), 'AAAA-BBBB-CCCC', '/srv/malle');
    expect(named).toContain(terminalQr('http://malle-3.local:8080'));
    expect(named).toContain('https://malle-3.local:8443/ecole#AAAA-BBBB-CCCC');
    const addressed = welcome(report('attention'), 'AAAA-BBBB-CCCC', '/srv/malle');
    expect(addressed).toContain(terminalQr('http://192.168.1.2:8080'));
    expect(addressed).toContain('https://192.168.1.2:8443/ecole#AAAA-BBBB-CCCC');
  });

  test('says no code once there is an account', () => {
    expect(welcome(report('good'), undefined, '/srv/malle')).not.toContain('/ecole#');
  });
});

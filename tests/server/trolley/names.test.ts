import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import {
  announcedName,
  isPrivate,
  localAddresses,
  namesOf,
  readTrolleyName,
} from '../../../src/server/trolley/names.ts';

describe('a name as people type it', () => {
  test.each([
    ['Malle n° 3', 'malle-3'],
    ['  École des Filaos  ', 'ecole-des-filaos'],
    ['MALLE_3', 'malle-3'],
    ['malle3.ecole.example', 'malle3.ecole.example'],
    ['-malle-', 'malle'],
  ])('%s becomes %s', (typed, name) => {
    expect(readTrolleyName(typed)).toBe(name);
  });

  test.each([[''], ['…'], ['localhost'], ['192.168.1.1'], ['x'.repeat(64)], [`${'long.'.repeat(60)}example`]])(
    '%s is none',
    (typed) => {
      expect(readTrolleyName(typed)).toBeUndefined();
    },
  );
});

test('a short name is called by several endings, a full one by itself alone', () => {
  expect(namesOf('malle-3')).toEqual(['malle-3', 'malle-3.local', 'malle-3.lan', 'malle-3.home.arpa', 'localhost']);
  expect(namesOf('malle3.ecole.example')).toEqual(['malle3.ecole.example', 'localhost']);
  expect([announcedName('malle-3'), announcedName('malle3.ecole.example')]).toEqual([
    'malle-3.local',
    'malle3.ecole.example',
  ]);
});

test.each([
  ['10.0.0.1', true],
  ['172.15.255.255', false],
  ['172.16.0.1', true],
  ['172.31.255.254', true],
  ['172.32.0.1', false],
  ['192.168.255.1', true],
  ['192.169.0.1', false],
  ['169.254.3.4', true],
  ['8.8.8.8', false],
  ['fd00::1', false],
])('%s is private: %s', (address, expected) => {
  expect(isPrivate(address)).toBe(expected);
});

test('the addresses that tablets can reach come first; public and own ones are left out', () => {
  const card = (address: string, internal = false) => ({ address, internal }) as NetworkInterfaceInfo;
  expect(
    localAddresses({
      lo: [card('127.0.0.1', true)],
      docker0: [card('172.17.0.1')],
      eth0: [card('192.168.1.20'), card('fe80::1'), card('203.0.113.7')],
      wlan0: [card('10.1.1.1')],
    }),
  ).toEqual(['192.168.1.20', '10.1.1.1', '172.17.0.1']);
});

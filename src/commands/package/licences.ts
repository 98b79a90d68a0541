import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copied, type PackedFile, text } from './packed-file.ts';
import type { readLock } from './packages-needed.ts';

const LICENCE = /^(licen[cs]e|copying|notice)([.-]|$)/i;

/** Where a system's Node keeps the licences of all that is in it; npm's package of Node has none. */
const NODE_LICENCES = ['../LICENSE', '../../LICENSE', '../share/doc/node/LICENSE'];

/** The licences of Cartable, of its fonts, of Node, and of every package that the server or the built app is made with. */
export function licenceFiles(project: string, lock: ReturnType<typeof readLock>): PackedFile[] {
  const packages = Object.entries(lock)
    .filter(([path, { dev }]) => path !== '' && !dev && existsSync(join(project, path)))
    .map(([path]) => path)
    .sort();
  return [
    copied('LICENSE', join(project, 'LICENSE')),
    copied('licences/andika.txt', join(project, 'public/fonts/OFL.txt')),
    text('licences/node.txt', nodeLicence()),
    text('licences/packages.txt', packages.map((path) => licenceOf(project, path)).join(`\n${'-'.repeat(80)}\n\n`)),
  ];
}

function licenceOf(project: string, path: string): string {
  const folder = join(project, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly [key in 'name' | 'version' | 'license']?: string;
  };
  const texts = readdirSync(folder)
    .filter((file) => LICENCE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${[`${name} ${version} (${license})`, ...texts].join('\n\n')}\n`;
}

function nodeLicence(): string {
  const path = NODE_LICENCES.map((one) => join(dirname(process.execPath), one)).find(isNodes);
  return path === undefined ? NODE_MIT : readFileSync(path, 'utf8');
}

const isNodes = (path: string): boolean =>
  existsSync(path) && readFileSync(path, 'utf8').includes('Node.js is licensed');

/** Node's own words; what else is in its program is listed at the address. */
const NODE_MIT = `Node.js ${process.version}

The licences of the libraries within Node.js: https://github.com/nodejs/node/blob/${process.version}/LICENSE

Copyright Node.js contributors. All rights reserved.
Copyright Joyent, Inc. and other Node contributors. All rights reserved.

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to
deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING
FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
`;

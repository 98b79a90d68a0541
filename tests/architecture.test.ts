import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readModules } from './architecture/modules.ts';
import * as rules from './architecture/rules.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const modules = readModules(project, ['src', 'sw']);
const tests = readModules(project, ['tests']);
const { dependencies } = JSON.parse(readFileSync(`${project}/package.json`, 'utf8')) as {
  dependencies: Record<string, string>;
};

// What the rules mean is tried on small made-up trees in architecture/rules.test.ts.
test.each<[string, rules.Rule]>([
  ['every file is in a room of the house', rules.everyFileHasARoom],
  ['imports run one way, by the table', rules.importsFollowTheTable],
  ['screens see the engine through its façade', rules.screensSeeTheEngineThroughItsFacade],
  ['only composition roots choose adapters', rules.onlyRootsChooseAdapters],
  ['packages stay in their rooms', rules.packagesStayInTheirRooms],
  ['an import names a file, with its ending', rules.importsNameAFile],
  ['no circle of imports', rules.noCycles],
  ['no barrels', rules.noBarrels],
  ['every dependency is used', rules.everyDependencyIsUsed(Object.keys(dependencies))],
  ['what runs is a dependency', rules.everyImportIsADependency(Object.keys(dependencies))],
])('%s', (_, rule) => {
  expect(rule(modules)).toEqual([]);
});

test('files are named by the house, tests too', () => {
  expect(rules.filesAreNamedByTheHouse([...modules, ...tests])).toEqual([]);
});

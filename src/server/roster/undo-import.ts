import type { Pupil, SchoolClass } from '../../classroom/class-document.ts';
import { setValue } from '../../classroom/fields.ts';
import { valueNow, valueOnce } from '../../classroom/roster/taking-back.ts';
import { groupedBy } from '../../base/grouped.ts';
import type { Undo } from '../../protocol/office/roster.ts';
import type { LogStore, ProjectionStore } from '../../sync/ports.ts';
import { type OpenList, openList } from '../school-writes.ts';
import { hashIn, type ImportEdits, type KeptImport } from './import-book.ts';

/** Names told of whom stands in the way; more would say no more. */
const NAMES_TOLD = 5;

type Key = ImportEdits['keys'][number];
type Obstacle = { readonly kind: 'changed' | 'worked' | 'erased'; readonly key: string };

/** The lists as they were before an import, to be written; or what was built on it meanwhile. */
export interface UndoPlan {
  readonly undo: Undo;
  readonly lists: readonly OpenList[];
}

/**
 * Takes an import back by forward edits (S14): each place that it wrote gets what stood there before, out of the list's own
 * history. All or nothing: where one place was written again, or somebody works in their new class, it stays.
 */
export async function planUndo(
  kept: KeptImport,
  { store, projections }: { readonly store: LogStore; readonly projections: ProjectionStore },
): Promise<UndoPlan> {
  const byClass = groupedBy(kept.edits.keys, (key) => key.class);
  const classes = await projections.all('class');
  const obstacles: Obstacle[] = await worksBuiltOn(kept, projections);
  const lists: OpenList[] = [];
  for (const [classId, keys] of byClass) {
    const list = await openList(store, classId);
    obstacles.push(...builtOn(list, keys, kept.id, classes));
    if (obstacles.length === 0) obstacles.push(...takeBack(list, keys, kept.id));
    lists.push(list);
  }
  const [first] = obstacles;
  if (!first) return { undo: { kind: 'possible' }, lists };
  const alike = [...new Set(obstacles.filter(({ kind }) => kind === first.kind).map(({ key }) => key))];
  return { undo: { kind: first.kind, names: namesOf(alike, classes).slice(0, NAMES_TOLD) }, lists: [] };
}

const wasAdded = ({ map, before }: Key): boolean => map === 'pupils' && before === null;

/** Who arrived or moved and has worked in their new class since; and new classes with activities. */
async function worksBuiltOn({ edits }: KeptImport, projections: ProjectionStore): Promise<Obstacle[]> {
  const [assignments, works] = await Promise.all([projections.all('assignment'), projections.all('work')]);
  const classOf = new Map(assignments.map((one) => [one.id, one.class]));
  const added = new Set(edits.keys.filter(wasAdded).map((one) => `${one.class} ${one.key}`));
  const newClasses = new Set(
    edits.keys
      .filter(({ map, key, before }) => map === 'class' && key === 'name' && before === null)
      .map((one) => one.class),
  );
  return [
    ...works
      .filter(({ assignment, owner }) => added.has(`${classOf.get(assignment)} ${owner}`))
      .map(({ owner }) => ({ kind: 'worked' as const, key: owner })),
    ...assignments
      .filter((one) => newClasses.has(one.class))
      .map((one) => ({ kind: 'worked' as const, key: one.class })),
  ];
}

/** What was written since over what the import wrote, or beside it for somebody whom it added. */
function builtOn(
  { ydoc, classId }: OpenList,
  keys: readonly Key[],
  id: string,
  classes: readonly SchoolClass[],
): Obstacle[] {
  const written = new Set(keys.map(({ map, key }) => `${map} ${key}`));
  const known = classes.find((one) => one.id === classId);
  const gone = new Set(classes.flatMap(({ erased = [] }) => erased.map((one) => one.id)));
  return keys.flatMap((one): Obstacle[] => {
    const { map, key, after } = one;
    if (map === 'pupils' && gone.has(key)) return [{ kind: 'erased', key }];
    if (hashIn(id, valueNow(ydoc, map, key)) !== after)
      return [{ kind: 'changed', key: map === 'class' ? classId : key }];
    if (!wasAdded(one)) return [];
    const hasNewKey = ['codes', 'cards'].some(
      (keyMap) => !written.has(`${keyMap} ${key}`) && ydoc.getMap(keyMap).has(key),
    );
    const inNewGroup = known?.groups.some((group) => !written.has(`groups ${group.id}`) && group.pupils.includes(key));
    return hasNewKey || inNewGroup ? [{ kind: 'changed', key }] : [];
  });
}

function takeBack({ ydoc, classId }: OpenList, keys: readonly Key[], id: string): Obstacle[] {
  const obstacles: Obstacle[] = [];
  const isNew = keys.some(({ map, key, before }) => map === 'class' && key === 'name' && before === null);
  ydoc.transact(() => {
    // Readers know the class: without a name it would be none, and they would keep what they had. Closed, nobody is offered it.
    if (isNew) setValue(ydoc.getMap('class'), 'closed', true);
    for (const { map, key, before } of keys) {
      if (isNew && map === 'class') continue;
      if (before === null) {
        ydoc.getMap(map).delete(key);
        continue;
      }
      const value = valueOnce(ydoc, map, key, (json) => hashIn(id, json) === before);
      if (value === undefined) obstacles.push({ kind: 'erased', key: map === 'class' ? classId : key });
      else setValue(ydoc.getMap(map), key, value);
    }
  });
  return obstacles;
}

function namesOf(keys: readonly string[], classes: readonly SchoolClass[]): string[] {
  const pupils = new Map(classes.flatMap((one) => one.pupils.map((pupil) => [pupil.id, shown(pupil)] as const)));
  const others = new Map(
    classes.flatMap(({ id, name, groups }) => [
      [id, name] as const,
      ...groups.map((one) => [one.id, one.name] as const),
    ]),
  );
  return keys.flatMap((key) => pupils.get(key) ?? others.get(key) ?? []);
}

const shown = ({ firstName, lastName }: Pupil): string => `${firstName} ${lastName}`;

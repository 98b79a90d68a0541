import type * as Y from 'yjs';
import { avatarOf } from '../avatars.ts';
import { giveCard, giveCode, type Group, MAPS_BY_PUPIL, readClass } from '../class-document.ts';
import { setValue } from '../fields.ts';
import { IMPORTED_GROUP } from './compare-roster.ts';
import { compareLevels } from './levels.ts';
import { foldName } from './names.ts';
import type { ClassEdit, PutPupil } from './plan-import.ts';

/** Writes one class's part of an import. What is there and equal is not written again. */
export function editClass(doc: Y.Doc, edit: ClassEdit, newId: () => string): void {
  doc.transact(() => {
    const fields = doc.getMap('class');
    if (edit.name !== undefined) setValue(fields, 'name', edit.name);
    if (!fields.has('level')) setValue(fields, 'level', '');
    if (edit.closed !== undefined) setValue(fields, 'closed', edit.closed);
    for (const pupil of edit.takes) takePupil(doc, pupil);
    for (const put of edit.puts) putPupil(doc, put);
    for (const put of edit.puts) if (put.groups) putInGroups(doc, put.id, put.groups, newId);
    // A class that empties keeps the level that it had.
    const levels = [...new Set(pupilsIn(doc).map(({ level }) => level))].sort(compareLevels);
    if (levels.length > 0 && edit.puts.length + edit.takes.length > 0) setValue(fields, 'level', levels.join(' '));
  });
}

const pupilsIn = (doc: Y.Doc) => readClass('', doc)?.pupils ?? [];
const groupsIn = (doc: Y.Doc) => readClass('', doc)?.groups ?? [];

function takePupil(doc: Y.Doc, pupil: string): void {
  for (const map of MAPS_BY_PUPIL) if (doc.getMap(map).has(pupil)) doc.getMap(map).delete(pupil);
  for (const group of groupsIn(doc)) if (group.pupils.includes(pupil)) setMembers(doc, group, without(group, pupil));
}

/** An entry that is there keeps all that the file does not say. */
function putPupil(doc: Y.Doc, { id, firstName, lastName, level, brought }: PutPupil): void {
  const entry = doc.getMap('pupils').get(id);
  const avatar = brought ? { animal: brought.animal, colour: brought.colour } : freeAvatar(doc);
  const kept = typeof entry === 'object' && entry !== null ? entry : avatar;
  setValue(doc.getMap('pupils'), id, { ...kept, id, firstName, lastName, level });
  if (brought?.code) giveCode(doc, id, brought.code);
  if (brought?.card !== undefined) giveCard(doc, id, brought.card);
}

/** The first avatar that nobody in the class has. */
function freeAvatar(doc: Y.Doc): ReturnType<typeof avatarOf> {
  const taken = new Set(pupilsIn(doc).map(({ animal, colour }) => `${animal} ${colour}`));
  for (let place = 0; ; place++) {
    const avatar = avatarOf(place);
    if (!taken.has(`${avatar.animal} ${avatar.colour}`) || place >= taken.size) return avatar;
  }
}

/** Puts a pupil into the groups of these names, and out of the others that an import made. */
function putInGroups(doc: Y.Doc, pupil: string, names: readonly string[], newId: () => string): void {
  const wanted = new Set(names.map(foldName));
  for (const group of groupsIn(doc)) {
    const isIn = group.pupils.includes(pupil);
    if (wanted.delete(foldName(group.name))) {
      if (!isIn) setMembers(doc, group, [...group.pupils, pupil]);
    } else if (isIn && group.id.startsWith(IMPORTED_GROUP)) setMembers(doc, group, without(group, pupil));
  }
  for (const name of names) {
    if (!wanted.delete(foldName(name))) continue;
    const id = IMPORTED_GROUP + newId();
    setValue(doc.getMap('groups'), id, { id, name, pupils: [pupil] });
  }
}

const without = ({ pupils }: Group, pupil: string): string[] => pupils.filter((one) => one !== pupil);

const setMembers = (doc: Y.Doc, group: Group, pupils: readonly string[]): void =>
  setValue(doc.getMap('groups'), group.id, { ...group, pupils });

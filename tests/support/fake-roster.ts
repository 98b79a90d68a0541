import { err, ok } from '../../src/base/result.ts';
import { type Choice, countsOf } from '../../src/classroom/roster/choices.ts';
import type { DiffRow, ImportMode } from '../../src/classroom/roster/comparison.ts';
import { MAX_ROSTER_BYTES } from '../../src/classroom/roster/roster.ts';
import type { Answer, OfficeTrouble } from '../../src/sync/office/line.ts';
import type { Applied, DraftAnswer, ImportDraft, RosterDesk, RosterState, Undo } from '../../src/sync/office/roster.ts';

const AT = Date.UTC(2026, 10, 20, 9, 30);

const standing = (name: string, className: string, level: string) => ({
  name,
  classId: className.toLowerCase(),
  className,
  level,
  groups: [],
});
const row = (id: string, kind: DiffRow['kind'], more: Partial<DiffRow> = {}): DiffRow => ({
  id,
  kind,
  classId: more.after?.classId ?? more.before?.classId ?? 'ce1',
  isHomonym: false,
  candidates: [],
  ...more,
});

/** One of each kind. */
export const sampleDraft = (mode: ImportMode = 'update'): ImportDraft => ({
  kind: 'draft',
  id: 'd1',
  format: 'onde',
  pupils: 5,
  refused: [{ line: 7, reason: 'formula', column: 'Prénom élève' }],
  refusedInAll: 1,
  dropped: ['INE'],
  mode,
  elsewhere: 0,
  classes: [
    { id: 'ce1', name: 'CE1', isNew: false, isInFile: true, unchanged: 2 },
    { id: 'ce2', name: 'CE2', isNew: true, isInFile: true, unchanged: 0 },
    { id: 'cm2', name: 'CM2', isNew: false, isInFile: false, unchanged: 0 },
  ],
  rows: [
    row('l2', 'doubt', {
      after: standing('Léa Hoarau', 'CE1', 'CE1'),
      doubt: 'same-name',
      candidates: [
        { pupil: 'p1', name: 'Léa Hoarau', classId: 'cp', className: 'CP A', level: 'CP' },
        { pupil: 'p2', name: 'Léa Hoarau', classId: 'cp', className: 'CP B', level: 'CP' },
      ],
    }),
    row('l3', 'arrival', { after: standing('Tom Payet', 'CE1', 'CE1'), isHomonym: true }),
    row('l4', 'moved', { before: standing('Ana Dijoux', 'CE1', 'CE1'), after: standing('Ana Dijoux', 'CE2', 'CE2') }),
    row('l5', 'changed', { before: standing('Zoe Técher', 'CE1', 'CE1'), after: standing('Zoé Técher', 'CE1', 'CE1') }),
    row('p9', 'absent', { before: standing('Ugo Bègue', 'CE1', 'CE1') }),
  ],
});

/** A first list of ten classes. */
export const largeDraft = (): ImportDraft => {
  const classes = Array.from({ length: 10 }, (_, index) => `CE${index}`);
  return {
    ...sampleDraft(),
    pupils: 246,
    refused: [],
    refusedInAll: 0,
    classes: classes.map((name) => ({ id: name.toLowerCase(), name, isNew: true, isInFile: true, unchanged: 0 })),
    rows: Array.from({ length: 246 }, (_, index) =>
      row(`l${index + 2}`, 'arrival', { after: standing(`Élève ${index}`, classes[index % 10] ?? '', 'CE1') }),
    ),
  };
};

/** The node's roster room as the office sees it, in memory. */
export class FakeRoster implements RosterDesk {
  at: RosterState = { classes: 2, pupils: 40, mayMakeClasses: true, last: null };
  answers: DraftAnswer | undefined;
  trouble: OfficeTrouble | undefined;
  applied: Applied['kind'] = 'done';
  undoSays: Undo = { kind: 'undone', names: [] };
  readonly modes: ImportMode[] = [];
  readonly saved: Record<string, Choice>[] = [];

  async state(): Answer<RosterState> {
    return ok(this.at);
  }

  async read(file: Blob, mode: ImportMode): Answer<DraftAnswer> {
    if (this.trouble) return err(this.trouble);
    if (file.size > MAX_ROSTER_BYTES) throw new Error('nobody should have sent this');
    this.modes.push(mode);
    return ok(this.answers ?? sampleDraft(mode));
  }

  async apply(_draft: string, choices: ReadonlyMap<string, Choice>): Answer<Applied> {
    if (this.trouble) return err(this.trouble);
    this.saved.push(Object.fromEntries(choices));
    if (this.applied !== 'done') return ok({ kind: this.applied });
    const counts = countsOf(sampleDraft(this.modes.at(-1)), choices);
    this.at = { ...this.at, last: { id: 'i1', at: AT, by: 'direction', counts, undo: { kind: 'possible' } } };
    return ok({ kind: 'done', id: 'i1', counts });
  }

  async undo(): Answer<Undo> {
    if (this.at.last) this.at = { ...this.at, last: { ...this.at.last, undo: this.undoSays } };
    return ok(this.undoSays);
  }
}

import * as v from 'valibot';
import { IMPORT_MODES, ROW_KINDS } from '../../classroom/roster/comparison.ts';

/*
 * What the office and a node say to each other about class lists, as JSON: a file, what it would change, what is to be saved of it.
 */

const Label = v.pipe(v.string(), v.maxLength(300));
const listOf = <Schema extends v.GenericSchema>(item: Schema) => v.pipe(v.array(item), v.readonly());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const StandingSchema = v.object({
  name: Label,
  classId: Label,
  className: Label,
  level: Label,
  groups: listOf(Label),
});
const RowSchema = v.object({
  id: Label,
  kind: v.picklist(ROW_KINDS),
  classId: Label,
  after: v.optional(StandingSchema),
  before: v.optional(StandingSchema),
  isHomonym: v.boolean(),
  candidates: listOf(v.object({ pupil: Label, name: Label, classId: Label, className: Label, level: Label })),
  doubt: v.optional(v.picklist(['same-name', 'other-surname'])),
});
const ClassSchema = v.object({
  id: Label,
  name: Label,
  formerName: v.optional(Label),
  isNew: v.boolean(),
  isInFile: v.boolean(),
  unchanged: Count,
});

/** Refused rows that are told; of a file with more, the first say enough. */
export const MAX_REFUSED_TOLD = 200;
const RefusedRowSchema = v.object({
  line: Count,
  reason: Label,
  column: v.optional(Label),
  file: v.optional(Label),
});

/** Why a file is no list of pupils, as classroom/roster/roster.ts has it. */
const FailureSchema = v.variant('kind', [
  v.object({ kind: v.picklist(['empty', 'oneroster-delta']) }),
  v.object({ kind: v.literal('too-big'), unit: v.picklist(['bytes', 'rows']), max: Count }),
  v.object({ kind: v.literal('not-a-csv'), why: v.picklist(['binary', 'no-semicolon']) }),
  v.object({
    kind: v.literal('not-an-onde-export'),
    missing: listOf(Label),
    looksLike: v.optional(v.picklist(['responsables', 'enseignants'])),
  }),
  v.object({ kind: v.literal('bad-zip'), why: v.picklist(['broken', 'doubled', 'too-many-entries', 'too-big']) }),
  v.object({ kind: v.literal('not-a-oneroster-export'), missing: listOf(Label), file: v.optional(Label) }),
  v.object({ kind: v.literal('one-table-alone'), file: Label }),
  v.object({ kind: v.literal('several-schools'), schools: Count }),
]);
export type ReadingFailure = v.InferOutput<typeof FailureSchema>;

/** `POST /api/roster/drafts?mode=…` with the file's bytes: what it would change. Nothing is written. */
export const DraftSchema = v.variant('kind', [
  v.object({
    kind: v.literal('draft'),
    /** For half an hour, and until another file is read by the same person. */
    id: Label,
    format: v.picklist(['onde', 'oneroster']),
    pupils: Count,
    refused: listOf(RefusedRowSchema),
    refusedInAll: Count,
    /** Columns that were read and forgotten at once. */
    dropped: listOf(Label),
    mode: v.picklist(IMPORT_MODES),
    classes: listOf(ClassSchema),
    rows: listOf(RowSchema),
    elsewhere: Count,
  }),
  v.object({ kind: v.literal('failure'), failure: FailureSchema }),
]);
export type DraftAnswer = v.InferOutput<typeof DraftSchema>;
export type ImportDraft = Extract<DraftAnswer, { kind: 'draft' }>;

/** Largest list of choices, in bytes: one for each row of the largest file. */
export const MAX_CHOICES_BYTES = 1024 * 1024;
/** `POST /api/roster/drafts/<id>/apply`: by row, what to do where it is not the usual. */
export const ChoicesSchema = v.object({ choices: v.record(Label, Label) });

/** What an import did, in numbers. */
export const CountsSchema = v.object({
  arrivals: Count,
  moved: Count,
  changed: Count,
  left: Count,
  newClasses: Count,
  closedClasses: Count,
  renamedClasses: Count,
});

/** Its answer. `changed-meanwhile`: the school is not any more as it was when the file was compared, and nothing was written. */
export const AppliedSchema = v.variant('kind', [
  v.object({ kind: v.literal('done'), id: Label, counts: CountsSchema }),
  v.object({ kind: v.literal('changed-meanwhile') }),
  /** These choices say nothing that is not so already. */
  v.object({ kind: v.literal('nothing') }),
]);
export type Applied = v.InferOutput<typeof AppliedSchema>;

/** Whether the last import can be taken back, or what was built on it, by the names of whom it is about. */
export const UndoSchema = v.variant('kind', [
  v.object({ kind: v.literal('possible') }),
  v.object({ kind: v.picklist(['changed', 'worked', 'erased', 'too-old', 'undone']), names: listOf(Label) }),
]);
export type Undo = v.InferOutput<typeof UndoSchema>;

/** `GET /api/roster`. */
export const RosterStateSchema = v.object({
  classes: Count,
  pupils: Count,
  /** A trolley below a school's ENT makes no classes: the ENT does. */
  mayMakeClasses: v.boolean(),
  last: v.nullable(v.object({ id: Label, at: v.number(), by: Label, counts: CountsSchema, undo: UndoSchema })),
});
export type RosterState = v.InferOutput<typeof RosterStateSchema>;

/** `POST /api/roster/imports/<id>/undo`: what `undo` says in the end; `undone` where it was done. */
export const UndoneSchema = v.object({ undo: UndoSchema });

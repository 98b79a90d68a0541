import * as v from 'valibot';
import { ADULT_ROLES, DUTIES } from '../../classroom/duties.ts';

/*
 * What the office and a node say to each other about people's data, as JSON: who looked at what, what leaves the school, what is erased.
 */

const Label = v.pipe(v.string(), v.maxLength(300));

/** One line of the audit trail. Times are of the node's clock, in milliseconds. */
export const AuditEntrySchema = v.object({
  id: v.number(),
  at: v.number(),
  account: Label,
  /** As the list of accounts has it now; '' where there is no such account any more. */
  name: Label,
  role: v.picklist(ADULT_ROLES),
  duty: v.picklist(DUTIES),
  /** Whom or what it was about, by the name it has now, else by its id. */
  about: v.array(Label),
});
export type AuditEntry = v.InferOutput<typeof AuditEntrySchema>;

/** `GET /api/privacy/audit?before=<id>`: the newest lines before that one. */
export const AuditPageSchema = v.object({ lines: v.array(AuditEntrySchema), more: v.boolean() });
export type AuditPage = v.InferOutput<typeof AuditPageSchema>;

/** `GET /api/privacy/pupils`: the classes that the asker may take out, with their pupils. */
export const PupilListSchema = v.object({
  classes: v.array(v.object({ id: Label, name: Label, pupils: v.array(v.object({ id: Label, name: Label })) })),
});
export type ListedClass = v.InferOutput<typeof PupilListSchema>['classes'][number];

/** One erasure in the list. Times are of the node's clock, in milliseconds. */
export const ErasureEntrySchema = v.object({
  id: Label,
  /** The pupil's id: the name is erased with the rest. */
  pupil: Label,
  classes: v.array(Label),
  why: v.picklist(['asked', 'left', 'elsewhere']),
  /** Who ordered it; '' where the node did so by itself, or another node. */
  by: Label,
  at: v.number(),
  /** Nothing is left on this node. */
  whole: v.boolean(),
  /** The node above, where there is one: whether the order is on its disk. It carries it out as soon as it has it. */
  above: v.picklist(['none', 'awaited', 'ordered']),
  /** Devices that held it: those that have done it, those that are awaited, those that were shut out and never come. */
  done: v.number(),
  awaited: v.number(),
  lost: v.number(),
});
export type ErasureEntry = v.InferOutput<typeof ErasureEntrySchema>;

/** Who left the school, and when the node erases them by itself. */
export const LeaverEntrySchema = v.object({ pupil: Label, className: Label, leftAt: v.number(), eraseAt: v.number() });
export type LeaverEntry = v.InferOutput<typeof LeaverEntrySchema>;

/** `GET /api/privacy/erasures`. */
export const ErasureListSchema = v.object({
  erasures: v.array(ErasureEntrySchema),
  leavers: v.array(LeaverEntrySchema),
});
export type ErasureList = v.InferOutput<typeof ErasureListSchema>;

/** `POST /api/privacy/erasures`: `confirm` is the pupil's name as the class list has it, written by hand. */
export const ErasureWishSchema = v.object({
  pupil: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  confirm: Label,
});
export type ErasureWish = v.InferOutput<typeof ErasureWishSchema>;
/** Its answer. */
export const OrderedSchema = v.object({ id: Label });

/** `GET /api/privacy/erasures/<id>`: what was erased, and where it has come to. */
export const CertificateSchema = v.object({
  ...ErasureEntrySchema.entries,
  school: Label,
  node: Label,
  madeAt: v.number(),
  /** What left this node: documents, the rows they were made of (earlier versions included), files. */
  taken: v.object({ documents: v.number(), rows: v.number(), files: v.number() }),
  devices: v.array(v.object({ name: Label, state: v.picklist(['done', 'awaited', 'lost']), at: v.number() })),
});
export type Certificate = v.InferOutput<typeof CertificateSchema>;

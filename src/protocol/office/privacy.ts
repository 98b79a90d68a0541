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

import * as v from 'valibot';

/** What a trolley looks at about itself. */
export const CHECKS = ['name', 'clock', 'certificate', 'disk', 'port', 'lid', 'backup'] as const;
export type Check = (typeof CHECKS)[number];

/** Good; to be looked after; something does not work; it could not be found out. */
export const FINDING_STATES = ['good', 'attention', 'bad', 'unknown'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** `value`: certificate: days left; disk: free bytes; port: its number; clock: a time that has passed already; backup: when the last one was made, if there is one; else null. */
export const FindingSchema = v.object({
  check: v.picklist(CHECKS),
  state: v.picklist(FINDING_STATES),
  value: v.nullable(v.number()),
});
export type Finding = v.InferOutput<typeof FindingSchema>;

/** `GET /api/office/trolley`. Addresses are those that a tablet opens. */
export const TrolleyReportSchema = v.object({
  name: v.string(),
  /** Where the app is. */
  app: v.string(),
  /** Where a tablet is prepared, by the trolley's name and then by address. */
  setup: v.array(v.string()),
  /** The authority's SHA-256, in groups to compare. */
  fingerprint: v.array(v.string()),
  /** The node's clock, in milliseconds. */
  now: v.number(),
  findings: v.array(FindingSchema),
});
export type TrolleyReport = v.InferOutput<typeof TrolleyReportSchema>;

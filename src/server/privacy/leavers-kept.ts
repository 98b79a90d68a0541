/**
 * How long a pupil who left is kept, in milliseconds: 80 days. The promise is 90 in all, and a tablet that lies in a cupboard needs
 * some of them to hear of it.
 */
export const LEAVERS_KEPT_MS = 80 * 24 * 60 * 60_000;

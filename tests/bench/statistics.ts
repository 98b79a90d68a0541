/** The middle of some figures; null where there are none. */
export function median(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null).sort((a, b) => a - b);
  if (known.length === 0 || known.length < figures.length / 2) return null;
  const middle = (known.length - 1) / 2;
  return (known[Math.floor(middle)]! + known[Math.ceil(middle)]!) / 2;
}

/** In how many rounds a figure came at all. */
export const cameIn = (figures: readonly (number | null)[]): number =>
  figures.filter((figure) => figure !== null).length;

/** The nearest rank: a figure that was measured, never one in between. */
export function quantile(figures: readonly number[], part: number): number | null {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;
}

export const ratio = (ours: number | null | undefined, theirs: number | null | undefined): number | null =>
  ours === null || theirs === null || ours === undefined || !theirs ? null : ours / theirs;

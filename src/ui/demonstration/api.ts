import type { PartCode } from './addresses.ts';

/** What is linked with what. */
export interface Links {
  readonly wifi: boolean;
  readonly uplink: boolean;
}

export type Answer =
  | { readonly kind: 'links'; readonly links: Links }
  /** This node is no demonstration: it has no such route. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreachable' };

/** The one route of the hub that answers also while its Wi-Fi is cut. */
export interface DemonstrationApi {
  read(): Promise<Answer>;
  wish(links: Partial<Links>): Promise<Answer>;
  /** The devices that a visitor may play; none where the hub does not answer. */
  parts(): Promise<readonly PartCode[]>;
}

const ROUTE = '/api/demonstration';
/** The hub may wait some seconds for the other process to cut its end. */
const PATIENCE_MS = 6_000;

export const httpDemonstration: DemonstrationApi = {
  read: () => ask({ cache: 'no-store' }),
  wish: (links) =>
    ask({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(links) }),
  parts: readParts,
};

async function readParts(): Promise<readonly PartCode[]> {
  try {
    const response = await fetch(`${ROUTE}/parts`, { cache: 'no-store' });
    const parts: unknown = response.ok ? await response.json() : [];
    return Array.isArray(parts) ? (parts as PartCode[]) : [];
  } catch {
    return []; // the Wi-Fi is cut already: the printed links work as well
  }
}

async function ask(request: RequestInit): Promise<Answer> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), PATIENCE_MS);
  try {
    const response = await fetch(ROUTE, { ...request, signal: ended.signal });
    if (response.status === 404) return { kind: 'absent' };
    const links = response.ok ? readLinks(await response.json()) : undefined;
    return links ? { kind: 'links', links } : { kind: 'unreachable' };
  } catch {
    // No network, no answer in time, or something that is not JSON: the same to a visitor, and asked again soon.
    return { kind: 'unreachable' };
  } finally {
    clearTimeout(timer);
  }
}

function readLinks(value: unknown): Links | undefined {
  if (typeof value !== 'object' || value === null || !('wifi' in value) || !('uplink' in value)) return undefined;
  const { wifi, uplink } = value;
  return typeof wifi === 'boolean' && typeof uplink === 'boolean' ? { wifi, uplink } : undefined;
}

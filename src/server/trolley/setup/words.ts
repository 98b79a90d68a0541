/** The devices that a trolley holds, and the tool that sets up many at once. */
export const PLATFORMS = ['android', 'ipad', 'chromebook', 'windows', 'mdm'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What the page must name in its sentences. */
export interface Named {
  /** The trolley's name. */
  readonly name: string;
  /** The authority's name, as a tablet's list of certificates shows it. */
  readonly authority: string;
}

/** The setup page's sentences in one language. */
export interface SetupWords {
  readonly lang: 'fr' | 'en';
  readonly other: { readonly lang: 'fr' | 'en'; readonly label: string; readonly href: string };
  readonly title: (name: string) => string;
  readonly lead: string;
  readonly untrustedTitle: string;
  readonly untrusted: string;
  readonly trustedTitle: string;
  readonly trusted: string;
  readonly open: string;
  readonly again: string;
  readonly downloadTitle: string;
  readonly download: string;
  readonly profile: string;
  readonly fingerprint: string;
  readonly fingerprintWhy: string;
  readonly stepsTitle: string;
  readonly platforms: Readonly<Record<Platform, string>>;
  readonly steps: (named: Named) => Readonly<Record<Platform, readonly string[]>>;
  readonly qrTitle: string;
  readonly qr: string;
  readonly limits: string;
  readonly notHere: string;
}

/** One device that a visitor plays: an origin of its own, so that one browser holds them all. */
export interface Part {
  readonly href: string;
  /** The tablet's number; undefined for the teacher. */
  readonly tablet: number | undefined;
}

/** A device to play, 0 for the teacher, and the code that makes it. */
export interface PartCode {
  readonly tablet: number;
  readonly code: string;
}

export const isOnThisMachine = ({ hostname }: Pick<Location, 'hostname'>): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]';

/** `http://maitresse.localhost:8080/rejoindre#CODE`, `http://tablette-1.localhost:8080/…` beside the address of this page. */
export function partsAt({ protocol, port }: Pick<Location, 'protocol' | 'port'>, codes: readonly PartCode[]): Part[] {
  const at = (name: string, code: string) =>
    `${protocol}//${name}.localhost${port === '' ? '' : `:${port}`}/rejoindre#${code}`;
  return codes.map(({ tablet, code }) =>
    tablet === 0
      ? { href: at('maitresse', code), tablet: undefined }
      : { href: at(`tablette-${tablet}`, code), tablet },
  );
}

/** One device that a visitor plays: an origin of its own, so that one browser holds them all. */
export interface Part {
  readonly href: string;
  /** The tablet's number; undefined for the teacher. */
  readonly tablet: number | undefined;
}

const TABLETS = [1, 2, 3];

export const isOnThisMachine = ({ hostname }: Pick<Location, 'hostname'>): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]';

/** `http://maitresse.localhost:8080/`, `http://tablette-1.localhost:8080/`… beside the address of this page. */
export function partsAt({ protocol, port }: Pick<Location, 'protocol' | 'port'>): Part[] {
  const at = (name: string) => `${protocol}//${name}.localhost${port === '' ? '' : `:${port}`}/`;
  return [
    { href: at('maitresse'), tablet: undefined },
    ...TABLETS.map((tablet) => ({ href: at(`tablette-${tablet}`), tablet })),
  ];
}

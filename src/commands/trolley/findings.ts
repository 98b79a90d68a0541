import type { Check, Finding, FindingState } from '../../protocol/office/trolley.ts';

const SIGN: Readonly<Record<FindingState, string>> = { good: '✓', attention: '!', bad: '✗', unknown: '?' };

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);

/** French and English of each finding that needs someone; the value is named where it helps. */
const SENTENCES: Readonly<Record<Check, (value: number, state: FindingState) => readonly [fr: string, en: string]>> = {
  name: (_value, state) =>
    ({
      good: ['Le nom de la malle mène ici.', 'The trolley’s name leads here.'] as const,
      attention: [
        'Personne ne répond encore au nom de la malle : utilisez son adresse, ou installez Avahi ou Bonjour.',
        'Nobody answers to the trolley’s name yet: use its address, or install Avahi or Bonjour.',
      ] as const,
      bad: [
        'Le nom de la malle mène à une autre machine : donnez-lui un autre nom.',
        'The trolley’s name leads to another machine: give it another name.',
      ] as const,
      unknown: ['Le nom : inconnu.', 'The name: not known.'] as const,
    })[state],
  clock: (value, state) =>
    state === 'good'
      ? ['L’horloge est plausible.', 'The clock is plausible.']
      : [
          `L’horloge est en retard : le ${day(value)} est déjà passé. Mettez la machine à l’heure.`,
          `The clock is behind: ${day(value)} has passed already. Set this machine’s clock.`,
        ],
  certificate: (value, state) =>
    state === 'good'
      ? [
          `Le certificat vaut encore ${value} jours, et se renouvelle seul.`,
          `The certificate is good for ${value} more days, and renews itself.`,
        ]
      : [
          `Le certificat n’est bon que pour ${value} jours : vérifiez l’horloge et le disque.`,
          `The certificate is good for ${value} days only: check the clock and the disk.`,
        ],
  disk: (value, state) =>
    state === 'good'
      ? [`Place libre : ${gigabytes(value)} Go.`, `Free space: ${gigabytes(value)} GB.`]
      : [
          `Place libre : ${gigabytes(value)} Go, trop peu. Libérez de la place.`,
          `Free space: ${gigabytes(value)} GB, too little. Make room.`,
        ],
  port: (value, state) =>
    state === 'good'
      ? [
          `Le port ${value} répond en HTTPS. Le pare-feu doit aussi le laisser passer.`,
          `Port ${value} answers over HTTPS. The firewall must let it through too.`,
        ]
      : [`Le port ${value} ne répond pas : un pare-feu ?`, `Port ${value} does not answer: a firewall?`],
  lid: (_value, state) =>
    ({
      good: ['Capot fermé, la malle continue.', 'With the lid closed, the trolley goes on.'] as const,
      attention: [
        'Capot fermé, cette machine s’endort : réglez « Ne rien faire » à la fermeture du capot.',
        'With the lid closed this machine sleeps: set closing the lid to “do nothing”.',
      ] as const,
      bad: ['Capot : à vérifier.', 'Lid: to be checked.'] as const,
      unknown: [
        'Mise en veille à la fermeture du capot : inconnue. Vérifiez-la vous-même.',
        'Whether this machine sleeps with its lid closed: not known. Please check.',
      ] as const,
    })[state],
  backup: (value, state) =>
    state === 'good'
      ? [`Dernière sauvegarde : le ${day(value)}.`, `Last backup: ${day(value)}.`]
      : [
          'Pas de sauvegarde récente : une se fait d’elle-même dans l’heure ; au bureau, l’onglet Sauvegarde en fait une tout de suite.',
          'No recent backup: one is made by itself within the hour; at the office, the tab Backup makes one at once.',
        ],
};

/** One finding as two lines of the terminal. */
export function sayFinding({ check, state, value }: Finding): string[] {
  const [fr, en] =
    state === 'unknown' && check !== 'lid'
      ? [`${check} : inconnu.`, `${check}: not known.`]
      : SENTENCES[check](value ?? 0, state);
  return [`    ${SIGN[state]} ${fr}`, `      ${en}`];
}

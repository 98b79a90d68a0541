import type { Progress } from './run.ts';

export const fr = {
  tablet: 'tablette',
  edits: 'écritures',
  away: 'absences',
  up: 'envoyé',
  down: 'reçu',
  files: 'fichiers',
  all: 'toutes',
  byte: ['o', 'ko', 'Mo'],
  converged: 'toutes les tablettes disent la même chose qu’une tablette neuve',
  differ: (documents: string) => `des tablettes ne disent pas la même chose dans ${documents}`,
  nothingLost: (count: number) => `aucune des ${count} écritures marquées ✓✓ ne manque`,
  lost: (lost: number, count: number) => `${lost} des ${count} écritures marquées ✓✓ manquent`,
  unproven: (count: number) => `${count} écritures sans ✓✓ à la fin`,
  refused: (count: number) => `${count} refusées par la malle, gardées sur la tablette`,
  ent: (there: number, of: number) => `✓✓✓ à l’ENT : ${there} travaux sur ${of}`,
  time: 'temps (ms)',
  count: 'mesures',
  editToOther: 'écriture → autre tablette',
  editToAck: 'écriture → ✓✓',
  returnToAck: 'retour → ✓✓',
  measured:
    'Octets : ceux de chaque tablette dans ses connexions TCP, cadres HTTP et WebSocket compris, compressés comme ils\n' +
    'voyagent, fichiers compris. Temps : tout tourne dans un seul processus, sur cette machine. « Retour » part de la\n' +
    'première réponse de la malle, pour ce qui a été écrit loin d’elle.',
  handedOut: 'La première séance a été distribuée à la classe et à ses groupes : rien n’était ouvert.',
  seed: (seed: number) => `Pour rejouer les mêmes enfants : --seed ${seed}`,
  phase: {
    joining: 'les tablettes arrivent',
    working: 'les enfants travaillent',
    settling: 'tout se range',
    comparing: 'on compare',
  } satisfies Record<Progress['phase'], string>,
  progress: (live: number, edits: number, proven: number) =>
    `avec la malle : ${live}, écritures : ${edits}, ✓✓ : ${proven}`,
};

export type Words = typeof fr;

export const en: Words = {
  tablet: 'tablet',
  edits: 'edits',
  away: 'away',
  up: 'sent',
  down: 'received',
  files: 'files',
  all: 'all',
  byte: ['B', 'kB', 'MB'],
  converged: 'all tablets say the same as a fresh one',
  differ: (documents) => `tablets do not say the same in ${documents}`,
  nothingLost: (count) => `none of the ${count} edits shown as ✓✓ is missing`,
  lost: (lost, count) => `${lost} of the ${count} edits shown as ✓✓ are missing`,
  unproven: (count) => `${count} edits without ✓✓ at the end`,
  refused: (count) => `${count} refused by the hub, kept on the tablet`,
  ent: (there, of) => `✓✓✓ at the ENT: ${there} works of ${of}`,
  time: 'time (ms)',
  count: 'measured',
  editToOther: 'edit → other tablet',
  editToAck: 'edit → ✓✓',
  returnToAck: 'return → ✓✓',
  measured:
    'Bytes: those of each tablet inside its TCP connections, with the framing of HTTP and WebSocket, compressed as they\n' +
    'travel, files included. Times: everything runs in one process, on this machine. "Return" counts from the hub’s first\n' +
    'answer, for what was written away from it.',
  handedOut: 'The first lesson was handed out to the class and its groups, since nothing was open.',
  seed: (seed) => `To play the same children again: --seed ${seed}`,
  phase: {
    joining: 'tablets are joining',
    working: 'children are at work',
    settling: 'everything comes to rest',
    comparing: 'comparing',
  },
  progress: (live, edits, proven) => `with the hub: ${live}, edits: ${edits}, ✓✓: ${proven}`,
};

import type { Certificate } from '../../protocol/office/privacy.ts';
import { heading, list, page, paragraph, sayTime, table } from './html.ts';

const WHY = {
  asked: 'demande de la direction',
  left: 'élève sorti de l’école depuis près de 90 jours',
  elsewhere: 'effacement demandé sur un autre serveur de l’école',
} as const;

const STATES = {
  done: 'effacé',
  awaited: 'attendu à sa prochaine connexion',
  lost: 'exclu avant de l’avoir fait',
} as const;

const ABOVE = {
  none: 'il n’y en a pas au-dessus de celui-ci',
  awaited: 'l’ordre n’y est pas encore arrivé',
  ordered: 'il a l’ordre, et l’exécute dès qu’il l’a',
} as const;

/** The certificate as a page to print and to sign. The child's name is not on it: it was erased too. */
export function certificatePage(certificate: Certificate): string {
  const { id, pupil, classes, why, by, at, whole, above, taken, devices, school, node, madeAt } = certificate;
  const facts = [
    ['Effacement', id],
    ['Élève (identifiant, sans signification par lui-même)', pupil],
    ['Classe', classes.join(', ')],
    ['Motif', WHY[why]],
    ['Demandé par', by || '—'],
    ['Demandé le', sayTime(at)],
    ['Travaux effacés ici', String(taken.documents)],
    ['Lignes du journal effacées ici, versions antérieures comprises', String(taken.rows)],
    ['Fichiers effacés ici', String(taken.files)],
    ['Serveur de l’école (ENT)', ABOVE[above]],
    ['Sur ce serveur', whole ? 'il n’en reste rien' : 'le nom reste à retirer de la liste de la classe'],
  ];
  const places = devices.map(({ name, state, at: when }) => [name, STATES[state], when > 0 ? sayTime(when) : '']);
  return page(
    'Certificat d’effacement',
    [
      paragraph(`${school} — serveur « ${node} », le ${sayTime(madeAt)}.`),
      table([], facts),
      heading('Appareils qui en avaient une copie'),
      places.length > 0 ? table(['Appareil', 'État', 'Quand'], places) : paragraph('Aucun.'),
      heading('Ce que cet effacement ne touche pas'),
      list(KEPT),
      paragraph('Nom de l’élève (à la main) : ______________________    Signature : ______________________'),
    ].join('\n'),
  );
}

const KEPT: readonly string[] = [
  'Les pages écrites en groupe restent aux autres élèves du groupe : le nom est retiré, le texte demeure.',
  'Le journal des accès garde pendant un an qui a demandé l’effacement, avec l’identifiant de l’élève et sans son nom.',
  'Les sauvegardes faites avant cette date contiennent encore ces données : détruisez-les, ou refaites l’effacement après une restauration.',
  'Les copies emportées hors de Cartable (exports, impressions) sont à détruire par qui les détient.',
];

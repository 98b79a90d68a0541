import { french } from './french.ts';

/** The page for families: what is kept of a child, why, for how long, and whom to ask. Plain words, for everybody. */
export const familiesFr = french({
  title: 'Les données de votre enfant',
  lead: 'Cartable est le cartable numérique de la classe. Cette page dit, simplement, ce qu’il garde de votre enfant, où, et pour combien de temps.',
  back: 'Retour',
  parts: {
    what: {
      title: 'Ce qui est gardé',
      items: {
        first: 'Son prénom, son nom, sa classe, son niveau et ses groupes.',
        second:
          'L’animal et la couleur qui le représentent, et son code de trois images, sous une forme qui ne se relit pas.',
        third: 'Ses travaux : ce qu’il écrit, ses réponses aux exercices, et leurs versions antérieures.',
      },
    },
    not: {
      title: 'Ce qui n’est pas gardé',
      items: {
        first:
          'Ni date de naissance, ni adresse, ni téléphone, ni numéro national : ces colonnes sont laissées de côté à l’import.',
        second:
          'Aucune publicité, aucune mesure d’audience, aucun service d’une autre entreprise : rien ne part ailleurs que vers les serveurs de l’école.',
        third: 'Aucune note calculée ni aucun profil : seul l’enseignant juge le travail.',
      },
    },
    where: {
      title: 'Où, et qui y a accès',
      items: {
        first:
          'Sur les tablettes de la classe, sur l’ordinateur de la malle, et sur le serveur de l’école ou de la commune.',
        second:
          'Votre enfant et son groupe voient leurs travaux ; ses enseignants voient ceux de la classe ; la direction, ceux de l’école.',
        third:
          'Ce que les adultes font au bureau de l’école est noté dans un journal, gardé un an, que la direction peut lire.',
      },
    },
    long: {
      title: 'Combien de temps',
      items: {
        first: 'Le temps de sa scolarité dans l’école.',
        second:
          'Quand un élève quitte l’école, tout est effacé dans les 90 jours, y compris sur les tablettes à leur prochaine connexion.',
      },
    },
    rights: {
      title: 'Vos droits',
      items: {
        first: 'Demander une copie : l’école vous remet une archive qui s’ouvre dans n’importe quel navigateur.',
        second: 'Faire corriger une erreur, ou demander l’effacement ; l’école vous remet alors un certificat.',
        third:
          'Adressez-vous à la direction de l’école. Sans réponse satisfaisante, au délégué à la protection des données de l’académie ou de la commune, puis à la CNIL (cnil.fr).',
      },
    },
  },
});

import * as Y from 'yjs';
import { setClosed, writeAssignment } from '../../src/classroom/assignment.ts';
import type { Kind } from '../../src/classroom/document-id.ts';
import type { AdultRole } from '../../src/classroom/duties.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import { writeLesson } from '../../src/classroom/lesson.ts';
import type { Role } from '../../src/classroom/permissions.ts';
import type { Push } from '../../src/protocol/messages.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { ALONE, type Cell, CELLS, DRAFT } from './rights-table.ts';
import { SchoolProcess } from './school-process.ts';
import type { StrangerClient } from './stranger-client.ts';
import { type ClassId, fillTwoClasses, lessonOf, pupilOf, storeFile, teacherOf } from './two-classes.ts';

/** Who writes in each role: the first pupil of `here`, its teacher, and one adult of each other role. */
export const ACCOUNT_OF: Readonly<Record<Role, string>> = {
  pupil: pupilOf('here', 1),
  teacher: teacherOf('here'),
  head: 'directrice',
  erun: 'erun',
  town: 'mairie',
  parent: 'parent',
  school: SCHOOL_ACCOUNT,
};

/** One small edit of each kind, such as its screens make. */
const EDITS: Readonly<Record<Kind, (doc: Y.Doc) => void>> = {
  class: (doc) => doc.getMap('class').set('level', 'CE2'),
  lesson: (doc) => doc.getMap('lesson').set('subject', 'Sciences'),
  assignment: (doc) => setClosed(doc, false),
  work: (doc) => doc.getMap('answers').set('lire/q1', ['a']),
  feedback: (doc) => doc.getMap('feedback').set('text', 'Bravo'),
  notice: (doc) => doc.getMap('notice').set('text', 'L’école est fermée lundi.'),
};

/** A school in a process of its own that holds a document for each kind and relation, its adults, and files that lessons name or not. */
export class RightsSchool {
  readonly process: SchoolProcess;
  readonly sessions: Readonly<Record<AdultRole, string>>;
  readonly files: Readonly<Record<ClassId | 'draft' | 'loose', FileRef>>;
  /** Serves both classes, and wrote all that a trolley may. */
  readonly hub: StrangerClient;
  /** The head's own device, which reads all there is. */
  readonly witness: StrangerClient;

  private constructor(parts: Pick<RightsSchool, 'process' | 'sessions' | 'files' | 'hub' | 'witness'>) {
    this.process = parts.process;
    this.sessions = parts.sessions;
    this.files = parts.files;
    this.hub = parts.hub;
    this.witness = parts.witness;
  }

  static async start(): Promise<RightsSchool> {
    const process = await SchoolProcess.start();
    const { hub, files } = await fillTwoClasses(process);
    const [draft, loose] = [await storeFile(process, 'brouillon'), await storeFile(process, 'personne')];
    const adult = (role: AdultRole) => process.adult(ACCOUNT_OF[role], role, role === 'teacher' ? ['here'] : []);
    const sessions = {
      ...{ teacher: adult('teacher'), head: adult('head'), erun: adult('erun') },
      ...{ town: adult('town'), parent: adult('parent') },
    };
    const witness = process.device({ role: 'teacher', classes: ['here'], account: ACCOUNT_OF.head });
    const school = new RightsSchool({ process, sessions, hub, witness, files: { ...files, draft, loose } });
    await school.#fillTheRest();
    await witness.pull();
    return school;
  }

  /** A device of `here`; a teacher's own bears the account of this role. */
  device(role: 'tablet' | 'hub'): StrangerClient;
  device(role: 'teacher', owner: AdultRole): StrangerClient;
  device(role: 'tablet' | 'hub' | 'teacher', owner?: AdultRole): StrangerClient {
    return this.process.device({ role, classes: ['here'], ...(owner && { account: ACCOUNT_OF[owner] }) });
  }

  /** An edit of a document as one who has read all of it makes it; `mark` tells later whether it was taken. */
  push({ kind, doc }: Cell, author: string, { device }: StrangerClient, mark: string): Push {
    const ydoc = new Y.Doc({ gc: false });
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(this.witness.document(doc)));
    const before = Y.encodeStateVector(ydoc);
    ydoc.transact(() => {
      EDITS[kind](ydoc);
      ydoc.getMap('marks').set(mark, true);
    });
    return { doc, update: Y.encodeStateAsUpdate(ydoc, before), author, device };
  }

  /** The marks of all edits that the node has kept. */
  async keptMarks(): Promise<string[]> {
    await this.witness.pull();
    return CELLS.flatMap(({ doc }) => [...this.witness.document(doc).getMap('marks').keys()]);
  }

  close(): Promise<void> {
    return this.process.close();
  }

  async #fillTheRest(): Promise<void> {
    const { hub, files } = this;
    const by = teacherOf('here');
    const town = this.device('teacher', 'town');
    const write = async (
      doc: string,
      author: string,
      change: (ydoc: Y.Doc) => void,
      device: StrangerClient = hub,
    ): Promise<void> => {
      const { s } = await device.write(doc, author, change);
      if (s !== 'ok') throw new Error(`${doc} was not taken: ${s}`);
    };
    const steps = [{ id: 'lire', kind: 'read', title: 'Lis', instruction: 'Lis bien.', file: files.draft }] as const;
    await write(`lesson/${DRAFT}`, by, (doc) =>
      writeLesson(doc, { title: 'Le brouillon', subject: 'Sciences', level: 'CE2', steps }),
    );
    const audience = { kind: 'pupil', pupil: pupilOf('here', 1) } as const;
    await write(`assignment/${ALONE}`, by, (doc) =>
      writeAssignment(doc, { class: 'here', lesson: lessonOf('here'), audience, by, handedOutAt: 0, closed: false }),
    );
    for (const { kind, relation, doc } of CELLS) {
      if (kind === 'notice') await write(doc, ACCOUNT_OF.town, EDITS.notice, town);
      if (kind === 'feedback') await write(doc, teacherOf(relation === 'other' ? 'there' : 'here'), EDITS.feedback);
      if (kind === 'work') await write(doc, pupilFor(relation), EDITS.work);
    }
  }
}

const pupilFor = (relation: Cell['relation']): string =>
  relation === 'other' ? pupilOf('there', 1) : pupilOf('here', relation === 'class' ? 3 : 1);

import { err, ok } from '../../src/base/result.ts';
import type { Answer, OfficeTrouble } from '../../src/sync/office/line.ts';
import type { AuditPage, ErasureList, ListedClass, PrivacyDesk } from '../../src/sync/office/privacy.ts';

const AT = Date.UTC(2026, 10, 20, 9, 30);

/** The node's privacy room as the office sees it, in memory. */
export class FakePrivacy implements PrivacyDesk {
  classes: ListedClass[] = [
    {
      id: 'ce2a',
      name: 'CE2 A',
      pupils: [
        { id: 'p1', name: 'Awa Hoarau' },
        { id: 'p2', name: 'Ben Payet' },
      ],
    },
    { id: 'cm1', name: 'CM1', pupils: [{ id: 'p3', name: 'Chloé Técher' }] },
  ];
  listed: ErasureList = {
    erasures: [],
    leavers: [{ pupil: 'Dimitri Grondin', className: 'CM1', leftAt: AT, eraseAt: AT + 80 * 86_400_000 }],
  };
  trouble: OfficeTrouble | undefined;
  readonly takenOut: string[] = [];
  readonly confirmed: string[] = [];

  async audit(before?: number): Answer<AuditPage> {
    const first = before ?? 5;
    const lines = [first - 1, first - 2].map((id) => ({
      id,
      at: AT + id,
      account: 'mme-vellayen',
      name: 'Mme Vellayen',
      role: 'head' as const,
      duty: 'export-pupils' as const,
      about: [`Élève ${id}`],
    }));
    return ok({ lines, more: first > 3 });
  }

  async pupils(): Answer<readonly ListedClass[]> {
    return this.trouble ? err(this.trouble) : ok(this.classes);
  }

  async takeOut(what: 'pupil' | 'class', id: string): Answer<Blob> {
    if (this.trouble) return err(this.trouble);
    this.takenOut.push(`${what} ${id}`);
    return ok(new Blob(['zip']));
  }

  async erasures(): Answer<ErasureList> {
    return ok(this.listed);
  }

  async erase(pupil: string, confirm: string): Answer<string> {
    this.confirmed.push(confirm);
    this.classes = this.classes.map((one) => ({ ...one, pupils: one.pupils.filter(({ id }) => id !== pupil) }));
    const counts = { done: 1, awaited: 2, lost: 0 };
    const erasure = { id: 'e1', pupil, classes: ['CE2 A'], why: 'asked' as const, by: 'mme-vellayen', at: AT };
    this.listed = { ...this.listed, erasures: [{ ...erasure, whole: true, above: 'ordered', ...counts }] };
    return ok('e1');
  }

  async certificate(): Answer<Blob> {
    return ok(new Blob(['<!doctype html>']));
  }
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AdultRole, type Duty, DUTIES_OF } from '../../classroom/duties.ts';
import {
  CodeWishSchema,
  type CodeWish,
  type DeviceEntry,
  type DeviceList,
  type IssuedCode,
  RenameSchema,
} from '../../protocol/office/devices.ts';
import { SCHOOL_ACCOUNT } from '../../sync/access.ts';
import { type EnrolmentDesk, SHORT_CODE_LIFE_MS } from '../enrolment.ts';
import { readJson } from '../http.ts';
import type { Adult, RequireAdult } from '../people/adult.ts';
import { RefusalError } from '../refusals.ts';
import type { Device } from '../accounts.ts';
import type { DeviceRecord, DeviceRegister } from './device-register.ts';

export interface DeviceRouteParts {
  readonly requireAdult: RequireAdult;
  readonly register: DeviceRegister;
  readonly desk: EnrolmentDesk;
  /** The device that asks, or a RefusalError. */
  readonly deviceOf: (request: FastifyRequest) => Device;
  readonly isConnected: (device: string) => boolean;
  /** The classes of this node. */
  readonly classes: () => Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Gives a class to a device, older documents and all. */
  readonly giveClass: (device: string, classId: string) => Promise<void>;
  readonly now: () => number;
  /** Hubs join an ENT, and no other hub. */
  readonly takesHubs: boolean;
  /** Where devices open the app: a trolley knows it. */
  readonly address: string | undefined;
}

type OfDevice = FastifyRequest<{ Params: { id: string } }>;
type OfClass = FastifyRequest<{ Params: { id: string; classId: string } }>;

/** `/api/devices/…`: the list, codes to join, and what people do with a device; `DELETE /api/enrol` is a device's own farewell. */
export function deviceRoutes(app: FastifyInstance, parts: DeviceRouteParts): void {
  app.get('/api/devices', async (request, reply) => answer(reply, await listFor(parts, request)));
  app.post('/api/devices/codes', async (request, reply) => answer(reply, await issueCode(parts, request)));
  app.delete('/api/enrol', async (request, reply) => answer(reply, sayFarewell(parts, request)));
  changingRoutes(app, parts);
}

function changingRoutes(app: FastifyInstance, parts: DeviceRouteParts): void {
  const { register } = parts;
  app.post('/api/devices/:id/rename', async (request: OfDevice, reply) => {
    const { id } = managed(parts, request);
    register.rename(id, (await readJson(request, RenameSchema)).name);
    return answer(reply, {});
  });
  app.post('/api/devices/:id/revoke', async (request: OfDevice, reply) => {
    register.revoke(managed(parts, request).id);
    return answer(reply, {});
  });
  app.post('/api/devices/:id/wipe', async (request: OfDevice, reply) => {
    const { id, role } = managed(parts, request);
    // A hub holds what its tablets have not sent up yet: it is shut out, not emptied from afar.
    if (role === 'hub') throw new RefusalError('bad-message');
    register.dismiss(id);
    return answer(reply, {});
  });
  app.put('/api/devices/:id/classes/:classId', async (request: OfClass, reply) => {
    const { id } = managed(parts, request);
    const { classId } = request.params;
    if (!(await parts.classes()).some((one) => one.id === classId)) throw new RefusalError('not-found');
    if (!register.rightsOf(id).classes.includes(classId)) await parts.giveClass(id, classId);
    return answer(reply, {});
  });
  app.delete('/api/devices/:id/classes/:classId', async (request: OfClass, reply) => {
    const { id } = managed(parts, request);
    const { classId } = request.params;
    if (register.rightsOf(id).classes.includes(classId)) register.take(id, classId);
    return answer(reply, {});
  });
}

/** The device that the asker wants to change: alive, and theirs to change. */
function managed({ requireAdult, register }: DeviceRouteParts, request: OfDevice): DeviceRecord {
  requireAdult(request, 'manage-devices', [request.params.id]);
  const device = register.find(request.params.id);
  if (!device) throw new RefusalError('not-found');
  return device;
}

async function listFor(parts: DeviceRouteParts, request: FastifyRequest): Promise<DeviceList> {
  const adult = parts.requireAdult(request, 'see-devices');
  const classes = (await parts.classes()).filter(({ id }) => reaches(adult, [id]));
  const devices = parts.register.list().map((record) => entryOf(parts, record));
  return {
    // A teacher sees the devices of their classes; who has the school sees all.
    devices: devices.filter((device) => isOfSchool(adult) || device.classes.some((id) => adult.classes.includes(id))),
    classes,
    mayEnrol: has(adult, 'enrol-tablets'),
    mayEnrolHubs: parts.takesHubs && has(adult, 'manage-devices'),
    mayManage: has(adult, 'manage-devices'),
    isTrolley: parts.address !== undefined,
  };
}

function entryOf({ register, isConnected, now }: DeviceRouteParts, record: DeviceRecord): DeviceEntry {
  const { id, role, number, name, account, state } = record;
  const connected = isConnected(id);
  const last = connected ? now() : register.contacts.last(id);
  return {
    id,
    role,
    number,
    name,
    account,
    classes: [...register.rightsOf(id).classes],
    state,
    enrolledAt: record.created_at,
    heardAgoMs: last === null ? null : Math.max(0, now() - last),
    connected,
    cloned: record.cloned_at !== null,
  };
}

async function issueCode(parts: DeviceRouteParts, request: FastifyRequest): Promise<IssuedCode> {
  // Whoever has no duty at all learns nothing of the body's shape.
  const asker = parts.requireAdult(request, 'enrol-tablets');
  const wish = await readJson(request, CodeWishSchema);
  if (!mayIssue(asker, wish)) throw new RefusalError('no-right');
  const known = new Set((await parts.classes()).map(({ id }) => id));
  if (!wish.classes.every((id) => known.has(id))) throw new RefusalError('not-found');
  const { number, classes } = wish;
  const account = wish.role === 'teacher' ? wish.account : '';
  const issued = parts.desk.issue({ role: wish.role, number: wish.role === 'tablet' ? number : 0, classes, account });
  if (!issued.ok) throw new RefusalError(issued.error);
  return { code: issued.value.code, lifeMs: SHORT_CODE_LIFE_MS, app: parts.address ?? null };
}

/** A teacher makes tablets and their own computer join, for their classes. Hubs need more. */
function mayIssue(asker: Adult, { role, classes, account }: CodeWish): boolean {
  if (!reaches(asker, classes)) return false;
  // A teacher's device speaks in that adult's name: it is made by them, or by who manages the accounts.
  if (role === 'teacher')
    return account === asker.account || (account !== SCHOOL_ACCOUNT && account !== '' && has(asker, 'manage-adults'));
  return role === 'tablet' || has(asker, 'manage-devices');
}

const has = ({ role }: { readonly role: AdultRole }, duty: Duty): boolean => DUTIES_OF[role].includes(duty);

/** A teacher's duties end at their own classes. */
const isOfSchool = ({ role }: Adult): boolean => role !== 'teacher';
const reaches = (adult: Adult, classes: readonly string[]): boolean =>
  isOfSchool(adult) || classes.every((id) => adult.classes.includes(id));

/** A device that erased itself says goodbye; one that nobody asked to go is merely gone. */
function sayFarewell({ register, deviceOf }: DeviceRouteParts, request: FastifyRequest): object {
  register.erased(deviceOf(request).id);
  return {};
}

const answer = (reply: FastifyReply, body: object): FastifyReply =>
  reply.header('cache-control', 'no-store').send(body);

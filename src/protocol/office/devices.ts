import * as v from 'valibot';
import { DEVICE_ROLES } from '../messages.ts';

const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** What became of a device: at work, asked to erase itself, erased by its own word, or shut out. */
export const DEVICE_STATES = ['active', 'leaving', 'erased', 'revoked'] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

/** One device of the list. Times are of the node's clock, in milliseconds. */
export const DeviceEntrySchema = v.object({
  id: Name,
  role: v.picklist(DEVICE_ROLES),
  number: v.number(),
  name: v.string(),
  account: v.string(),
  classes: v.array(Name),
  state: v.picklist(DEVICE_STATES),
  enrolledAt: v.number(),
  /** How long ago it was last heard, in milliseconds; null where it never was. */
  heardAgoMs: v.nullable(v.number()),
  /** It has a stream now. */
  connected: v.boolean(),
  /** Two devices were seen at once with its secret. */
  cloned: v.boolean(),
});
export type DeviceEntry = v.InferOutput<typeof DeviceEntrySchema>;

/** `GET /api/devices`. */
export const DeviceListSchema = v.object({
  devices: v.array(DeviceEntrySchema),
  /** The classes that the asker may give to a device. */
  classes: v.array(v.object({ id: Name, name: v.string() })),
  mayEnrol: v.boolean(),
  /** Hubs join here: this node is an ENT, and the asker may. */
  mayEnrolHubs: v.boolean(),
  mayManage: v.boolean(),
  /** This node is a trolley, which tells of itself (protocol/office/trolley.ts). */
  isTrolley: v.boolean(),
});
export type DeviceList = v.InferOutput<typeof DeviceListSchema>;

/** Longest name that a person gives a device, in characters. */
export const MAX_DEVICE_NAME = 40;

/** `POST /api/devices/codes`. */
export const CodeWishSchema = v.object({
  role: v.picklist(DEVICE_ROLES),
  number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999)),
  classes: v.pipe(v.array(Name), v.minLength(1), v.maxLength(100)),
  /** The adult of a teacher's device, else ''. */
  account: v.pipe(v.string(), v.maxLength(64)),
});
export type CodeWish = v.InferOutput<typeof CodeWishSchema>;

/** Its answer. */
export const IssuedCodeSchema = v.object({
  code: Name,
  lifeMs: v.number(),
  /** Where devices open the app, as far as this node knows it: a page at the node itself may stand at an address that leads nowhere else. */
  app: v.nullable(v.string()),
});
export type IssuedCode = v.InferOutput<typeof IssuedCodeSchema>;

/** `POST /api/devices/<id>/rename`. */
export const RenameSchema = v.object({ name: v.pipe(v.string(), v.trim(), v.maxLength(MAX_DEVICE_NAME)) });

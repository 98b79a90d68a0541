import type { CodeWish, DeviceEntry, DeviceList, IssuedCode } from '../../protocol/office/devices.ts';
import type { Answer } from './line.ts';

/** The screens do not see the protocol: what they need of it is named here. */
export type { CodeWish, DeviceEntry, DeviceList, IssuedCode };

/** The tablets, teachers' computers and hubs that have joined this node, for who looks after them. */
export interface DevicesDesk {
  list(): Answer<DeviceList>;
  /** A code that makes one device join. */
  makeCode(wish: CodeWish): Answer<IssuedCode>;
  rename(device: string, name: string): Answer<void>;
  /** It is let in no more, from this moment on. */
  shutOut(device: string): Answer<void>;
  /** It sends what it holds, then erases itself. */
  wipe(device: string): Answer<void>;
  giveClass(device: string, classId: string): Answer<void>;
  takeClass(device: string, classId: string): Answer<void>;
}

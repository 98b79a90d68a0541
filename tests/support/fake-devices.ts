import { err, ok } from '../../src/base/result.ts';
import type { CodeWish, DeviceEntry, DeviceList, DevicesDesk, IssuedCode } from '../../src/sync/office/devices.ts';
import type { Answer, OfficeTrouble } from '../../src/sync/office/line.ts';
import type { TrolleyDesk, TrolleyReport } from '../../src/sync/office/trolley.ts';

export const fakeDevice = (change: Partial<DeviceEntry> & Pick<DeviceEntry, 'id'>): DeviceEntry => ({
  role: 'tablet',
  number: 1,
  name: '',
  account: '',
  classes: ['ce2a'],
  state: 'active',
  enrolledAt: 0,
  heardAgoMs: 0,
  connected: true,
  cloned: false,
  ...change,
});

/** The node's devices as the office sees them, in memory. A test plays the devices. */
export class FakeDevices implements DevicesDesk {
  listed: DeviceList = {
    devices: [],
    classes: [
      { id: 'ce2a', name: 'CE2 A' },
      { id: 'cm1', name: 'CM1' },
    ],
    mayEnrol: true,
    mayEnrolHubs: false,
    mayManage: true,
    isTrolley: false,
  };
  trouble: OfficeTrouble | undefined;
  lifeMs = 15 * 60_000;
  readonly wishes: CodeWish[] = [];
  readonly done: string[] = [];

  async list(): Answer<DeviceList> {
    return this.trouble ? err(this.trouble) : ok(this.listed);
  }

  async makeCode(wish: CodeWish): Answer<IssuedCode> {
    if (this.trouble) return err(this.trouble);
    this.wishes.push(wish);
    return ok({ code: `ABCD234${this.wishes.length}`, lifeMs: this.lifeMs, app: 'https://malle-3.local:8443' });
  }

  /** Somebody's device joins with the newest code. */
  joins(id: string): void {
    const wish = this.wishes.at(-1)!;
    this.show(fakeDevice({ ...wish, id }));
  }

  show(...devices: readonly DeviceEntry[]): void {
    const ids = new Set(devices.map((device) => device.id));
    const others = this.listed.devices.filter((device) => !ids.has(device.id));
    this.listed = { ...this.listed, devices: [...others, ...devices] };
  }

  rename(device: string, name: string) {
    return this.#change(device, { name }, `rename ${device} ${name}`);
  }

  shutOut(device: string) {
    return this.#change(device, { state: 'revoked' }, `shut out ${device}`);
  }

  wipe(device: string) {
    return this.#change(device, { state: 'leaving' }, `wipe ${device}`);
  }

  giveClass(device: string, classId: string) {
    const { classes } = this.#find(device);
    return this.#change(device, { classes: [...classes, classId] }, `give ${device} ${classId}`);
  }

  takeClass(device: string, classId: string) {
    const classes = this.#find(device).classes.filter((one) => one !== classId);
    return this.#change(device, { classes }, `take ${device} ${classId}`);
  }

  #find(id: string): DeviceEntry {
    return this.listed.devices.find((device) => device.id === id)!;
  }

  async #change(id: string, change: Partial<DeviceEntry>, what: string): Answer<void> {
    if (this.trouble) return err(this.trouble);
    this.done.push(what);
    this.show({ ...this.#find(id), ...change });
    return ok(undefined);
  }
}

/** What a trolley says of itself. */
export class FakeTrolley implements TrolleyDesk {
  told: TrolleyReport = {
    name: 'malle-3',
    app: 'https://malle-3.local:8443',
    setup: ['http://malle-3.local:8080', 'http://192.168.1.20:8080'],
    fingerprint: ['AABBCCDD', '11223344'],
    now: 0,
    findings: [
      { check: 'name', state: 'good', value: null },
      { check: 'disk', state: 'attention', value: 1_540_000_000 },
      { check: 'lid', state: 'unknown', value: null },
      { check: 'certificate', state: 'good', value: 700 },
    ],
  };
  looked = 0;

  async report(): Answer<TrolleyReport> {
    this.looked += 1;
    return ok(this.told);
  }
}

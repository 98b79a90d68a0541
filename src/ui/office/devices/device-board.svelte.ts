import type { DeviceEntry, DeviceList, DevicesDesk } from '../../../sync/office/devices.ts';
import type { OfficeTrouble } from '../../../sync/office/office.ts';

/** The list of devices as the panel knows it, read again while somebody looks. */
export class DeviceBoard {
  readonly #desk: Pick<DevicesDesk, 'list'>;
  #list: DeviceList | undefined = $state.raw();
  #trouble: OfficeTrouble | undefined = $state.raw();

  constructor(desk: Pick<DevicesDesk, 'list'>) {
    this.#desk = desk;
  }

  /** Undefined until it came for the first time. */
  get list(): DeviceList | undefined {
    return this.#list;
  }

  get devices(): readonly DeviceEntry[] {
    return this.#list?.devices ?? [];
  }

  /** Why the last look brought nothing; what was known stays. */
  get trouble(): OfficeTrouble | undefined {
    return this.#trouble;
  }

  async look(): Promise<void> {
    const answer = await this.#desk.list();
    this.#trouble = answer.ok ? undefined : answer.error;
    if (answer.ok) this.#list = answer.value;
  }

  find(id: string | undefined): DeviceEntry | undefined {
    return this.devices.find((device) => device.id === id);
  }

  /** A device of this kind that is not among those known before. */
  newcomer(before: ReadonlySet<string>, wish: Pick<DeviceEntry, 'role' | 'number'>): DeviceEntry | undefined {
    return this.devices.find(
      ({ id, role, number }) => !before.has(id) && role === wish.role && (role !== 'tablet' || number === wish.number),
    );
  }

  /** "CE2 A, CM1"; an id that is no class of the asker's has no name here. */
  classNames({ classes }: Pick<DeviceEntry, 'classes'>, unknown: string): string[] {
    const names = classes.map((id) => this.#list?.classes.find((one) => one.id === id)?.name ?? unknown);
    return [...new Set(names)];
  }
}

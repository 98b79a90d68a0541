import * as v from 'valibot';
import { ok } from '../../base/result.ts';
import { type CodeWish, DeviceListSchema, IssuedCodeSchema } from '../../protocol/office/devices.ts';
import type { DevicesDesk } from '../../sync/office/devices.ts';
import type { Answer, OfficeLine, OfficeRequest } from '../../sync/office/line.ts';

/** DevicesDesk by HTTP. */
export class HttpDevicesDesk implements DevicesDesk {
  readonly #line: OfficeLine;

  constructor(line: OfficeLine) {
    this.#line = line;
  }

  list() {
    return this.#line.ask({ method: 'GET', path: '/api/devices' }, DeviceListSchema);
  }

  makeCode(wish: CodeWish) {
    return this.#line.ask({ method: 'POST', path: '/api/devices/codes', json: wish }, IssuedCodeSchema);
  }

  rename(device: string, name: string) {
    return this.#change({ method: 'POST', path: `${pathOf(device)}/rename`, json: { name } });
  }

  shutOut(device: string) {
    return this.#change({ method: 'POST', path: `${pathOf(device)}/revoke` });
  }

  wipe(device: string) {
    return this.#change({ method: 'POST', path: `${pathOf(device)}/wipe` });
  }

  giveClass(device: string, classId: string) {
    return this.#change({ method: 'PUT', path: classPath(device, classId) });
  }

  takeClass(device: string, classId: string) {
    return this.#change({ method: 'DELETE', path: classPath(device, classId) });
  }

  async #change(request: OfficeRequest): Answer<void> {
    const answer = await this.#line.ask(request, v.object({}));
    return answer.ok ? ok(undefined) : answer;
  }
}

const pathOf = (device: string): string => `/api/devices/${encodeURIComponent(device)}`;
const classPath = (device: string, classId: string): string =>
  `${pathOf(device)}/classes/${encodeURIComponent(classId)}`;

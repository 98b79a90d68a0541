import { openClient as open } from './hocuspocus-client.mjs';

export const openClient = (parts) => open({ ...parts, tuned: true });

import { decodeMessage } from '../../src/protocol/codec.ts';
import { type RefusalCode, RefusalSchema } from '../../src/protocol/messages.ts';

/** Status and refusal of an answer in CBOR, or `accepted`. */
export async function refusalOf(response: Response): Promise<{ status: number; refused: RefusalCode | 'accepted' }> {
  const decoded = decodeMessage(new Uint8Array(await response.arrayBuffer()), RefusalSchema);
  return { status: response.status, refused: decoded.ok ? decoded.value.refused : 'accepted' };
}

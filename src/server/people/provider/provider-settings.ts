import { readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';
import { err, ok, type Result } from '../../../base/result.ts';

/** In the data folder: how this node is known to the school's identity provider. It holds a secret, so only its owner may read it. */
export const PROVIDER_FILE = 'oidc.json';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Secrets and codes go over TLS, or do not leave this machine. */
export const isSafeAddress = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));

const Address = v.pipe(
  v.string(),
  v.url('must be a web address'),
  v.check(
    (text) => !URL.canParse(text) || isSafeAddress(new URL(text)),
    'must begin with https:// (http:// is for this machine alone)',
  ),
);
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));

const ProviderSettingsSchema = v.strictObject({
  issuer: Address,
  clientId: Text,
  clientSecret: Text,
  /** This node's own address as it was registered there: people come back to no other. */
  origin: v.pipe(
    Address,
    v.transform((text) => new URL(text).origin),
  ),
  /** What people call it; it stands on a button. */
  name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(40)), 'ENT'),
  pkce: v.optional(v.picklist(['S256', 'plain', 'none']), 'S256'),
  tokenAuth: v.optional(v.picklist(['basic', 'post']), 'basic'),
});
export type ProviderSettings = v.InferOutput<typeof ProviderSettingsSchema>;

/** Reads the settings: undefined where there are none, a sentence that tells no secret where they cannot be used. */
export function readProviderSettings(path: string): Result<ProviderSettings | undefined, string> {
  const text = readOwn(path);
  if (!text.ok) return text;
  if (text.value === undefined) return ok(undefined);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ProviderSettingsSchema), text.value);
  if (parsed.success) return ok(parsed.output);
  return err(`${path} is not used: ${parsed.issues.map(sayIssue).join(' ')}`);
}

/** On Windows the data folder's own rights decide: there are no such bits. */
function readOwn(path: string): Result<string | undefined, string> {
  try {
    const mode = statSync(path).mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      return err(`${path} is not used: others may read it, and it holds a secret (chmod 600 makes it its owner's).`);
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? ok(undefined) : err(`${path} cannot be read: ${code}.`);
  }
}

/** Names what is wrong, never what stands there. */
function sayIssue(issue: v.BaseIssue<unknown>): string {
  const name = issue.path?.map(({ key }) => String(key)).join('.') ?? 'the file';
  if (issue.type === 'url' || issue.type === 'check') return `${name} ${issue.message}.`;
  if (issue.type === 'picklist') return `${name} must be ${issue.expected}.`;
  return issue.type === 'parse_json' ? 'it is no JSON.' : `${name} is missing, unknown or too long.`;
}

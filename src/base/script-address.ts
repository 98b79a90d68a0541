/** Named in the page's policy (server/security-headers.ts). */
const POLICY = 'cartable-workers';

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

function ownAddress(url: string): string {
  if (!/^\/[^/\\]/.test(url)) throw new TypeError('a worker’s script is one of the app’s own files');
  return url;
}

// A browser with Trusted Types starts no worker from a mere string: whatever finds its way into one is not run.
const policy = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy(POLICY, {
  createScriptURL: ownAddress,
});

/** An address of the app's own that a worker may be started from; where the browser has Trusted Types it is such an object. */
export function scriptAddress(url: string): string {
  return policy ? policy.createScriptURL(url) : ownAddress(url);
}

import * as v from 'valibot';

/*
 * Signing in by an account of the school's identity provider (its ENT, by OpenID Connect). It opens an account that exists here and was
 * linked by its owner; it makes none, and a password always works beside it.
 */

/** The page to which the provider sends people back, on this node's own address. */
export const PROVIDER_RETURN = '/ecole/retour';

export const PROVIDER_PURPOSES = ['enter', 'link'] as const;
export type ProviderPurpose = (typeof PROVIDER_PURPOSES)[number];

/** `POST /api/adults/provider/begin`; to link, in a session. */
export const ProviderBeginSchema = v.object({ purpose: v.picklist(PROVIDER_PURPOSES) });

export const ProviderBegunSchema = v.object({
  /** Where to go. */
  to: v.pipe(
    v.string(),
    v.url(),
    v.check((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
  ),
  /** Stays in the tab that began. */
  attempt: v.string(),
});
export type ProviderBegun = v.InferOutput<typeof ProviderBegunSchema>;

/** `POST /api/adults/provider/enter` is answered as a sign-in is, `POST /api/adults/provider/link` with `{}`. */
export const ProviderReturnSchema = v.object({
  attempt: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** What stood behind the ? of the address to which the provider sent the person; a code may be long. */
  answer: v.pipe(v.string(), v.maxLength(3_000)),
  /** The code of the second factor, where the account has one: the same attempt is sent again with it. */
  totp: v.optional(v.pipe(v.string(), v.maxLength(32))),
});
export type ProviderReturn = v.InferOutput<typeof ProviderReturnSchema>;

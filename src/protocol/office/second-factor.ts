import * as v from 'valibot';

/*
 * An adult's own second factor: six digits of an authenticator app (RFC 6238), asked for at each sign-in beside the password.
 */

const Password = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** `POST /api/adults/second-factor/begin` and `…/off`: who sits at a screen that was left open does not know the password. */
export const OwnPasswordSchema = v.object({ password: Password });

/** Answer to `begin`: the secret for the app, told this once. */
export const EnrollingSchema = v.object({
  /** In base32, to be typed. */
  key: v.string(),
  /** The same as a QR code says it. */
  uri: v.pipe(v.string(), v.regex(/^otpauth:\/\//)),
});
export type Enrolling = v.InferOutput<typeof EnrollingSchema>;

/** `POST /api/adults/second-factor/confirm`: a first code of the app. */
export const FirstCodeSchema = v.object({ code: v.pipe(v.string(), v.maxLength(32)) });

/** Answer to `confirm`. */
export const RecoverySchema = v.object({
  /** Each opens the account once where the phone is lost; told this once. */
  codes: v.array(v.string()),
});

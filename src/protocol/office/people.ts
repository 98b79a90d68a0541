import * as v from 'valibot';
import { ADULT_ROLES } from '../../classroom/duties.ts';

/*
 * What the office and a node say to each other about adults, as JSON: sign-in, the own password, and the list of accounts.
 */

/** What a person types to sign in, and the author under which the documents know them. */
export const AccountSchema = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,39}$/));

/** CNIL's advice (2022) asks for 50 bits where tries are slowed down: twelve characters of any kind are beyond it. */
export const PASSWORD_SHORTEST = 12;
/** Longer is no safer, and hashing it would cost a stranger nothing and us a lot. */
export const PASSWORD_LONGEST = 200;

const Password = v.pipe(v.string(), v.minLength(1), v.maxLength(PASSWORD_LONGEST));
const Name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120));
const Classes = v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))), v.maxLength(50));

/** `POST /api/adults/sign-in` */
export const SignInSchema = v.object({
  account: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.minLength(1), v.maxLength(64)),
  password: Password,
  /** Six digits of the authenticator, or one of the recovery codes. */
  totp: v.optional(v.pipe(v.string(), v.maxLength(32))),
});
export type SignIn = v.InferOutput<typeof SignInSchema>;

/** `POST /api/adults/set-up`: the first head account, with the code that the node printed. */
export const SetUpSchema = v.object({
  code: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  account: AccountSchema,
  name: Name,
  password: Password,
});
export type SetUp = v.InferOutput<typeof SetUpSchema>;

/** `POST /api/adults/password` */
export const PasswordChangeSchema = v.object({ current: Password, next: Password });

export const AdultSchema = v.object({
  account: v.string(),
  name: v.string(),
  role: v.picklist(ADULT_ROLES),
  classes: v.array(v.string()),
});

/** Answer to a sign-in, a set-up and a password change. */
export const SignedInSchema = v.object({
  /** For `Authorization: Session <token>`; told this once. */
  token: v.string(),
  adult: AdultSchema,
  /** The password was given by somebody else: nothing is allowed until it is changed. */
  mustChange: v.boolean(),
  /** The account may also be entered by the school's identity provider. */
  linked: v.boolean(),
  /** Has a second factor. */
  totp: v.boolean(),
  /** Milliseconds without a request after which the session ends. */
  idleMs: v.number(),
  /** Milliseconds after which it ends in any case. */
  leftMs: v.number(),
});
export type SignedIn = v.InferOutput<typeof SignedInSchema>;

/** `GET /api/adults/me`: the same, without the token. */
export const MeSchema = v.omit(SignedInSchema, ['token']);
export type Me = v.InferOutput<typeof MeSchema>;

/** `GET /api/adults/door`: what the sign-in screen offers. */
export const DoorSchema = v.object({
  /** No head account is there yet: the set-up code makes it. */
  toSetUp: v.boolean(),
  school: v.string(),
  /** What people call the school's identity provider; null where there is none to sign in by. */
  provider: v.nullable(v.string()),
});
export type Door = v.InferOutput<typeof DoorSchema>;

/** An account as the list shows it. */
export const ListedAdultSchema = v.object({
  ...AdultSchema.entries,
  disabled: v.boolean(),
  /** Still has the one-time password. */
  mustChange: v.boolean(),
  totp: v.boolean(),
});
export type ListedAdult = v.InferOutput<typeof ListedAdultSchema>;
export const ListedAdultsSchema = v.object({ adults: v.array(ListedAdultSchema) });

/** `POST /api/adults` */
export const NewAdultSchema = v.object({
  account: AccountSchema,
  name: Name,
  role: v.picklist(ADULT_ROLES),
  classes: Classes,
});
export type NewAdult = v.InferOutput<typeof NewAdultSchema>;

/** `POST /api/adults/<account>` */
export const AdultChangeSchema = v.object({
  name: v.optional(Name),
  role: v.optional(v.picklist(ADULT_ROLES)),
  classes: v.optional(Classes),
  disabled: v.optional(v.boolean()),
});
export type AdultChange = v.InferOutput<typeof AdultChangeSchema>;

/** Answer to a new account and to a reset. */
export const OneTimePasswordSchema = v.object({
  /** Said to the person by mouth or on paper; good once, for some days. */
  password: v.string(),
});

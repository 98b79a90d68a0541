/**
 * The same store, some calls of which are made again where `mend` could do something about their failure. It is told how often the
 * call has failed and what it was given; where it resolves to false the call fails as it did.
 */
export function tryingAgain<Store extends object>(
  store: Store,
  names: readonly (keyof Store)[],
  mend: (cause: unknown, failures: number, values: readonly unknown[]) => Promise<boolean>,
): Store {
  const kept = new Set<PropertyKey>(names);
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = member.bind(target) as (...values: unknown[]) => unknown;
      if (!kept.has(name)) return call;
      return async (...values: unknown[]) => {
        for (let failures = 1; ; failures++) {
          try {
            return await call(...values);
          } catch (cause) {
            if (!(await mend(cause, failures, values))) throw cause;
          }
        }
      };
    },
  });
}

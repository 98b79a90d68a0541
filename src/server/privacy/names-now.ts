import type { ProjectionStore } from '../../sync/ports.ts';

/** What an id is called at this moment; the id itself where nobody knows it any more. */
export type NamesNow = (id: string) => string;

/** The names of classes and pupils, as the class lists say now: the trail and the certificates hold ids alone. */
export async function namesNow(
  projections: ProjectionStore,
  devices: readonly { readonly id: string; readonly label: string }[],
): Promise<NamesNow> {
  const classes = await projections.all('class');
  const names = new Map([
    ...devices.map(({ id, label }) => [id, label] as const),
    ...classes.map(({ id, name }) => [id, name] as const),
    ...classes.flatMap(({ pupils }) =>
      pupils.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`] as const),
    ),
  ]);
  return (id) => names.get(id) ?? id;
}

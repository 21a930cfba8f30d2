import type { RotaView } from '@duress/gateway/contract/escalation.ts';
import type { PlaceNode } from '@duress/gateway/contract/organisation.ts';

/**
 * The rotas that a policy of this place may tell: of the whole house, of the place itself, or of a place above it. Whoever is on a rota
 * may take alarms there, so the gateway refuses all others. `place` empty: the whole house.
 */
export function rotasFor(rotas: readonly RotaView[], place: string, places: readonly PlaceNode[]): readonly RotaView[] {
  const above = new Set<string>();
  let next: string | undefined = place === '' ? undefined : place;
  // Places that lie in each other are refused; a list that holds some all the same must end.
  while (next !== undefined && !above.has(next)) {
    above.add(next);
    const here: string = next;
    next = places.find((one) => one.place === here)?.parent;
  }
  return rotas.filter((rota) => rota.place === undefined || above.has(rota.place));
}

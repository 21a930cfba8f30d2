import type { PersonId } from '../../base/ids.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { Queries } from '../../engine/ports/queries.ts';
import { gatherExport } from './gather.ts';
import { exportPage } from './page.ts';

/** Both forms of it. */
export async function exportFiles(
  from: { readonly core: Pick<Core, 'committed' | 'now'>; readonly queries: Queries },
  person: PersonId,
): Promise<{ readonly json: string; readonly html: string }> {
  const data = await gatherExport({ state: from.core.committed, queries: from.queries }, { person, at: from.core.now().at });
  return { json: `${JSON.stringify(data, null, 2)}\n`, html: exportPage(data) };
}

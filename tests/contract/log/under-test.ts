import { afterEach, beforeEach } from 'vitest';
import type { StoreKind, StoreUnderTest } from './store-kind.ts';

/** A fresh store for each test; `again` closes it and opens the same place anew. */
export function underTest(kind: StoreKind): { readonly store: () => StoreUnderTest; readonly again: () => Promise<void> } {
  let place: ReturnType<StoreKind['place']>;
  let store: StoreUnderTest;
  beforeEach(() => {
    place = kind.place();
    store = place.store();
  });
  afterEach(async () => {
    await store.close();
    place.remove();
  });
  return {
    store: () => store,
    again: async () => {
      await store.close();
      store = place.store();
    },
  };
}

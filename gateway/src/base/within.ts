import type { Clock } from './clock.ts';

export type Within<T> = { readonly inTime: true; readonly value: T } | { readonly inTime: false };

/**
 * The promise's value if it comes within `limitMs`. What takes longer is not stopped and not forgotten: `late` is told
 * of its failure, so that no rejection goes unheard.
 */
export function within<T>(
  promise: Promise<T>,
  limit: { clock: Clock; limitMs: number; late: (error: unknown) => void },
): Promise<Within<T>> {
  return new Promise((resolve, reject) => {
    let over = false;
    const cancel = limit.clock.after(limit.limitMs, () => {
      over = true;
      resolve({ inTime: false });
    });
    promise.then(
      (value) => {
        cancel();
        resolve({ inTime: true, value });
      },
      (error: unknown) => {
        cancel();
        if (over) limit.late(error);
        // The very thing that was thrown goes on.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        else reject(error);
      },
    );
  });
}

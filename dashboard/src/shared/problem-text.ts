import type { Refusal } from './api.ts';
import type { SharedTexts } from './texts/en.ts';

/** What to tell a person of a refusal: our words where we have some for its code, else the gateway's own, else the code. */
export function problemText(problem: Refusal, texts: SharedTexts): string {
  const { other, ...known } = texts.problem;
  const words = Object.entries(known).find(([code]) => code === problem.code)?.[1];
  return words ?? problem.detail ?? other(problem.code);
}

import { describe, expect, it } from 'vitest';
import { contentWords } from './en/content.ts';
import { debriefWords } from './en/debrief.ts';

/** Who reads this has had a bad day. Grade 7 of school on the whole, and no sentence that has to be read twice. */
const GRADE_MAX = 7;
const SENTENCE_GRADE_MAX = 10;
const SENTENCE_WORDS_MAX = 20;
/** The formula says little of a handful of words: one long word among three is no hard sentence. */
const WORDS_TO_GRADE = 6;

/** Names and numbers as they stand in sentences that are filled in. */
const NAME = 'Ana';
const NUMBER = 3;

/** All texts of a tree; a function's sentence is filled in with plain values. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [filledIn(value as (...values: unknown[]) => unknown)]; // as: the texts' functions give texts.
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function filledIn(make: (...values: unknown[]) => unknown): string {
  const counted = /Intl|plural|count|times/.test(make.toString());
  return String(counted ? make(NUMBER, NAME, NAME) : make(NAME, NAME, NAME));
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? [];
const sentencesOf = (text: string): string[] => text.split(/[.!?:;…]+\s*/).filter((part) => wordsOf(part).length > 0);

/** Groups of vowels, without a silent e at the end: right for nine words of ten, which is what the formula was made with. */
function syllablesOf(word: string): number {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  const spoken = plain.replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '').replace(/^y/, '');
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}

/** Flesch and Kincaid: the school year in which English is read at this difficulty. */
function gradeOf(texts: readonly string[]): number {
  const sentences = texts.flatMap(sentencesOf);
  const words = sentences.flatMap(wordsOf);
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

describe('the reading level of the debrief', () => {
  const texts = textsIn([debriefWords, contentWords]);

  it(`is at most grade ${String(GRADE_MAX)} on the whole`, () => {
    expect(texts.length).toBeGreaterThan(250);
    expect(gradeOf(texts)).toBeLessThanOrEqual(GRADE_MAX);
  });

  it('… and counting whole sentences alone, without the labels of fields', () => {
    const whole = texts.flatMap(sentencesOf).filter((sentence) => wordsOf(sentence).length >= WORDS_TO_GRADE);
    expect(whole.length).toBeGreaterThan(60);
    expect(gradeOf(whole)).toBeLessThanOrEqual(GRADE_MAX);
  });

  it('has no sentence that has to be read twice', () => {
    const hard = texts.flatMap(sentencesOf).filter((sentence) => {
      const count = wordsOf(sentence).length;
      return count > SENTENCE_WORDS_MAX || (count >= WORDS_TO_GRADE && gradeOf([sentence]) > SENTENCE_GRADE_MAX);
    });
    expect(hard).toEqual([]);
  });

  it.each([
    ['You did your best. What happened is not your fault.', -2, 3],
    ['Somebody takes over the shift so that you can go home early.', 2, 6],
    ['The organisation’s psychosocial hazard management obligations necessitate comprehensive documentation.', 20, 60],
  ])('measures “%s” between %d and %d', (text, least, most) => {
    expect(gradeOf([text])).toBeGreaterThanOrEqual(least);
    expect(gradeOf([text])).toBeLessThanOrEqual(most);
  });
});

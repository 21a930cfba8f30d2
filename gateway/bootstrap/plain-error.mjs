/** Something that a person can put right; its message is the whole story, without a stack. */
export class PlainError extends Error {
  plain = true;
}

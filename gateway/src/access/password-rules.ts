/** Characters. Length is what counts; nobody is asked for signs and digits. */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 256;

/**
 * Words that passwords of twelve and more characters are made of in published lists of stolen ones. A password that is
 * nothing but these, digits and signs is refused.
 */
const COMMON_WORDS = [
  'password',
  'passwort',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'pass',
  'word',
  'welcome',
  'letmein',
  'administrator',
  'admin',
  'qwertyuiop',
  'qwertzuiop',
  'qwerty',
  'qwertz',
  'azertyuiop',
  'azerty',
  'asdfghjkl',
  'asdf',
  'zxcvbnm',
  '1q2w3e4r5t6y',
  '1q2w3e4r',
  '1qaz2wsx3edc',
  '1qaz2wsx',
  'qazwsxedc',
  'abcdefghijkl',
  'abcdefgh',
  'abcdef',
  'abc',
  'iloveyou',
  'princess',
  'sunshine',
  'football',
  'baseball',
  'superman',
  'batman',
  'dragon',
  'monkey',
  'master',
  'shadow',
  'michael',
  'jennifer',
  'changeme',
  'change',
  'default',
  'secret',
  'login',
  'test',
  'user',
  'root',
  'guest',
  'duress',
  'gateway',
  'alarm',
  'reception',
  'manager',
  'hospital',
  'clinic',
  'security',
  'winter',
  'summer',
  'spring',
  'autumn',
  'monday',
  'the',
  'my',
  'me',
  'is',
  'i',
] as const;

/** Longest first, so that `password` is taken before `pass`. */
const WORDS = new RegExp(
  [...COMMON_WORDS]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[@]/g, '\\$&'))
    .join('|'),
  'g',
);

export type Weakness = 'too-short' | 'too-long' | 'common' | 'like-login';

/** Why a new password may not be used; `undefined` when it may. */
export function weaknessOf(password: string, own: { login?: string | undefined; name?: string | undefined }): Weakness | undefined {
  // Code points: what is typed as one sign may be several, which only makes it longer.
  const characters = Array.from(password.normalize('NFC'));
  if (characters.length < PASSWORD_LENGTH_MIN) return 'too-short';
  if (characters.length > PASSWORD_LENGTH_MAX) return 'too-long';
  const lower = password.toLowerCase();
  for (const part of [own.login, own.name]) {
    const word = part?.toLowerCase() ?? '';
    // Short logins occur inside good passwords by chance.
    if (word.length >= 4 && lower.includes(word) && lower.length - word.length < 8) return 'like-login';
  }
  if (new Set(characters).size < 5) return 'common';
  const left = lower.replace(WORDS, '').replace(/[^\p{L}]/gu, '');
  return left.length === 0 ? 'common' : undefined;
}

const SAYS: Readonly<Record<Weakness, string>> = {
  'too-short': `use at least ${PASSWORD_LENGTH_MIN} characters`,
  'too-long': `use at most ${PASSWORD_LENGTH_MAX} characters`,
  common: 'this password stands in lists of common ones; join a few unrelated words instead',
  'like-login': 'the password must not be the login or the name',
};

export function sayWeakness(weakness: Weakness): string {
  return SAYS[weakness];
}

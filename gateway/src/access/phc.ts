/** Argon2id's cost: memory in KiB, passes, lanes. */
export interface Argon2Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

export interface PasswordHash extends Argon2Cost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const FORM = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** The PHC string form, so that the cost stands beside each hash and may be raised later. */
export function writePhc(value: PasswordHash): string {
  const cost = `m=${value.memory},t=${value.passes},p=${value.parallelism}`;
  return `$argon2id$v=19$${cost}$${base64(value.salt)}$${base64(value.hash)}`;
}

/** `undefined` for anything that is not an Argon2id hash in PHC form. */
export function readPhc(text: string): PasswordHash | undefined {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const [, memory = '', passes = '', parallelism = '', salt = '', hash = ''] = found;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** PHC leaves out the padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

import sharp, { type SharpOptions } from 'sharp';
import { messageOf } from '../../base/errors.ts';
import type { Photo } from '../../engine/ports/attachments.ts';
import { ProblemError } from '../problems.ts';

/** Pixels of a picture before it is made smaller: more than phones make by themselves, far less than a decompression bomb needs. */
export const PHOTO_PIXELS_MAX = 64_000_000;
/** Longest edge of what is kept: a page of writing in a photo can still be read. */
const KEPT_EDGE = 2_560;
/** Longest edge of the small picture in lists. */
const SMALL_EDGE = 320;
/** Seconds for one picture; then it is refused. */
const SECONDS_MAX = 20;
/** Pictures worked on at once: each takes some 100 MB and a core while it lasts. */
const AT_ONCE = 2;

/** How files begin that we take. Their names and what the sender says of them count for nothing. */
const KINDS: readonly { readonly format: string; readonly is: (bytes: Buffer) => boolean }[] = [
  { format: 'jpeg', is: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  { format: 'png', is: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { format: 'webp', is: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP' },
];

/**
 * Makes a photo clean: decoded and written anew as JPEG, upright as its orientation says, with nothing of what stood beside the pixels (place,
 * time, camera, previews). The work is done by libvips on its own threads.
 */
export class PhotoCleaner {
  #working = 0;

  constructor() {
    // Nothing of a picture stays in memory when it is done, and one picture takes one core: presses need the other.
    sharp.cache(false);
    sharp.concurrency(1);
  }

  /** @throws ProblemError `not-a-photo`, `too-many-pixels`, `photos-busy` */
  async clean(bytes: Buffer): Promise<Photo> {
    const kind = KINDS.find(({ is }) => is(bytes));
    if (kind === undefined) throw new ProblemError('not-a-photo', { detail: 'neither JPEG nor PNG nor WebP' });
    if (this.#working >= AT_ONCE) throw new ProblemError('photos-busy', { retryAfterSeconds: 2 });
    this.#working += 1;
    try {
      return await cleaned(bytes, kind.format);
    } finally {
      this.#working -= 1;
    }
  }
}

async function cleaned(bytes: Buffer, format: string): Promise<Photo> {
  const options: SharpOptions = { limitInputPixels: PHOTO_PIXELS_MAX, failOn: 'error', sequentialRead: true, animated: false };
  try {
    const { width, height, format: found } = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
    if (found !== format) throw new ProblemError('not-a-photo', { detail: 'its content is not what it begins as' });
    if (width * height > PHOTO_PIXELS_MAX)
      throw new ProblemError('too-many-pixels', { detail: `at most ${String(PHOTO_PIXELS_MAX / 1_000_000)} million` });
    const full = await sharp(bytes, options)
      .autoOrient()
      .resize(KEPT_EDGE, KEPT_EDGE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: 84, chromaSubsampling: '4:4:4' })
      .timeout({ seconds: SECONDS_MAX })
      .toBuffer();
    const small = await sharp(full)
      .resize(SMALL_EDGE, SMALL_EDGE, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 70 })
      .toBuffer();
    return { small, full };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    // Whatever libvips could not read: damaged, cut off, or made to look like a picture. Its words are for us, not for people.
    throw new ProblemError('not-a-photo', { detail: `it can not be read (${messageOf(error).split('\n')[0]?.slice(0, 100) ?? ''})` });
  }
}

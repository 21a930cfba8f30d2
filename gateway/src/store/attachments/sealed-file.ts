import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, renameSync, fstatSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { canonical } from '../../base/canonical.ts';
import { FaultError } from '../../base/errors.ts';
import { IV_BYTES, sealBytes, TAG_BYTES, unsealBytes } from '../sealing/aead.ts';
import { syncFolder } from '../sync-folder.ts';

/** Says what the file is, and by which form of it. */
const MAGIC = Buffer.from('DGPHOTO1', 'latin1');
/** Bytes of one piece in the clear: what is in memory at once while a photo is sent. */
export const PIECE_BYTES = 64 * 1024;
const SEALED_MAX = PIECE_BYTES + IV_BYTES + TAG_BYTES;
const LENGTH_BYTES = 4;

/**
 * Writes pieces, each sealed by itself and bound to the photo, its place in it and whether it is the last: none can be left out, swapped or
 * taken from another file. Whole or not at all: temporary file, flush, rename, flush of the folder.
 */
export function writeSealed(
  path: string,
  seal: { readonly key: Uint8Array; readonly attachment: string },
  pieces: readonly Uint8Array[],
): { readonly bytes: number; readonly sha256: string } {
  const digest = createHash('sha256');
  let bytes = 0;
  const temporary = `${path}.new`;
  const descriptor = openSync(temporary, 'w', 0o600);
  const put = (part: Uint8Array): void => {
    for (let written = 0; written < part.length;) written += writeSync(descriptor, part, written);
    digest.update(part);
    bytes += part.length;
  };
  try {
    put(MAGIC);
    for (const [index, piece] of pieces.entries()) {
      const sealed = sealBytes(seal.key, place(seal.attachment, { index, last: index === pieces.length - 1 }), piece);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(sealed.length);
      put(length);
      put(sealed);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
  return { bytes, sha256: digest.digest('hex') };
}

/** One piece in the clear. @throws FaultError `log-broken` when the file is not what was written. */
export function readPiece(
  path: string,
  seal: { readonly key: Uint8Array; readonly attachment: string },
  index: number,
): { readonly bytes: Buffer; readonly last: boolean } {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (!at(descriptor, 0, MAGIC.length).equals(MAGIC)) throw broken(seal.attachment);
    let from = MAGIC.length;
    for (let i = 0; ; i += 1) {
      if (from + LENGTH_BYTES > size) throw broken(seal.attachment);
      const length = at(descriptor, from, LENGTH_BYTES).readUInt32BE();
      const end = from + LENGTH_BYTES + length;
      if (length > SEALED_MAX || end > size) throw broken(seal.attachment);
      if (i === index) {
        const last = end === size;
        const bytes = unsealBytes(seal.key, place(seal.attachment, { index, last }), at(descriptor, from + LENGTH_BYTES, length));
        if (bytes === undefined) throw broken(seal.attachment);
        return { bytes, last };
      }
      from = end;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes in pieces; the small picture is one by itself. */
export function piecesOf(small: Uint8Array, full: Uint8Array): Uint8Array[] {
  const pieces = [small];
  for (let from = 0; from < full.length; from += PIECE_BYTES) pieces.push(full.subarray(from, from + PIECE_BYTES));
  return pieces;
}

function at(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const read = readSync(descriptor, bytes, 0, length, position);
  return bytes.subarray(0, read);
}

function place(attachment: string, { index, last }: { readonly index: number; readonly last: boolean }): string {
  return canonical(['attachment', attachment, index, last]);
}

function broken(attachment: string): FaultError {
  return new FaultError('log-broken', `the file of photo ${attachment} is not what was written`, { retryable: false });
}

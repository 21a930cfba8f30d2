/** A photo that was made clean: the small picture for lists, and the one to look at. */
export interface Photo {
  readonly small: Uint8Array;
  readonly full: Uint8Array;
}

/** What is kept of a photo on disk, as its fact says it: the bytes of the sealed file, and their SHA-256 in hexadecimal. */
export interface Kept {
  readonly bytes: number;
  readonly sha256: string;
}

/** Photos beside the log, each sealed under a key of its own. Each rejects with a FaultError (`log-open-failed`) while the disk is away. */
export interface Attachments {
  /** Resolves when the file is on disk. Its fact comes after it: a file without one is an orphan, and is swept. */
  keep(attachment: string, photo: Photo): Promise<Kept>;
  /** One piece in the clear: 0 is the small picture, the others in order make the full one. `undefined`: no such file, or its key was destroyed. */
  piece(attachment: string, index: number): Promise<{ readonly bytes: Uint8Array; readonly last: boolean } | undefined>;
  /** Destroys its key, then deletes the file. What is not there is no error. */
  drop(attachment: string): Promise<void>;
  /** The files that are there. */
  names(): Promise<readonly string[]>;
}

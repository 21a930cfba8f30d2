/** Longest edge of what is sent; the gateway keeps no more. */
const EDGE = 2_560;
/** Below this a photo goes as it is: it arrives in a second also over a slow line. */
const SMALL_BYTES = 1_500_000;

/**
 * A photo as it is sent: made smaller on the phone, so that it gets through a slow line in time. A browser that can't, or a picture that it
 * can't read, sends what was chosen; the gateway looks at it either way.
 */
export async function smaller(photo: Blob): Promise<Blob> {
  if (photo.size <= SMALL_BYTES) return photo;
  try {
    const picture = await createImageBitmap(photo, { imageOrientation: 'from-image' });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise<Blob | null>((done) => {
      canvas.toBlob(done, 'image/jpeg', 0.85);
    });
    return made ?? photo;
  } catch {
    // Not a picture that this browser reads: the gateway says what is wrong with it.
    return photo;
  }
}

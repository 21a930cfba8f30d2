import sharp from 'sharp';

/** A picture with a red left half, so that one can see which way up it is; with a place and a camera beside the pixels, as phones write them. */
export async function photo(
  options: { orientation?: number; format?: 'jpeg' | 'png' | 'webp'; width?: number; height?: number } = {},
): Promise<Buffer> {
  const { orientation = 1, format = 'jpeg', width = 640, height = 480 } = options;
  const half = { create: { width: width / 2, height, channels: 3 as const, background: '#ff0000' } };
  const made = sharp({ create: { width, height, channels: 3, background: '#0000ff' } })
    .composite([{ input: await sharp(half).png().toBuffer(), left: 0, top: 0 }])
    .withExif({
      IFD0: { Make: 'KnownCamera', ImageDescription: KNOWN_METADATA },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '33/1 51/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '151/1 12/1 0/1' },
    })
    .withMetadata({ orientation });
  return await made.toFormat(format).toBuffer();
}

export const KNOWN_METADATA = 'taken behind the counter';

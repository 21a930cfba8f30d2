import { isUtf8 } from 'node:buffer';

/**
 * Whether bytes may stand in a string of MQTT 3.1.1 here: well-formed UTF-8 (so no surrogates) without U+0000, control
 * characters (C0, DEL, C1) and non-characters [MQTT-1.5.3-1, 1.5.3-2 and its advice]. What passes goes to logs and screens.
 */
export function isCleanText(bytes: Buffer): boolean {
  let plain = true;
  for (const byte of bytes) {
    if (byte < 0x20 || byte === 0x7f) return false;
    if (byte > 0x7f) plain = false;
  }
  return plain || (isUtf8(bytes) && !hasHiddenCodes(bytes));
}

/** C1 controls and non-characters in well-formed UTF-8. */
function hasHiddenCodes(bytes: Buffer): boolean {
  for (let i = 0; i + 1 < bytes.length; i += 1) {
    const a = bytes.readUInt8(i);
    if (a < 0xc2) continue;
    const b = bytes.readUInt8(i + 1);
    if (a === 0xc2 && b < 0xa0) return true;
    if (a === 0xef && isBasicNonCharacter(b, bytes[i + 2] ?? 0)) return true;
    if (a >= 0xf0 && (b & 0x0f) === 0x0f && bytes[i + 2] === 0xbf && (bytes[i + 3] ?? 0) >= 0xbe) return true;
  }
  return false;
}

/** U+FDD0…U+FDEF, U+FFFE and U+FFFF, after the byte EF. */
function isBasicNonCharacter(b: number, c: number): boolean {
  return (b === 0xb7 && c >= 0x90 && c <= 0xaf) || (b === 0xbf && c >= 0xbe);
}

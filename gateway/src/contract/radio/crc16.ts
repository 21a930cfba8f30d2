/**
 * CRC-16/IBM-3740, widely called CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected, no final XOR.
 * Check value: 0x29B1 for the ASCII text "123456789". (Several other checksums are called "CCITT" too; this one it is.)
 *
 * It finds the line's noise. It is no protection against people: that is the seal.
 */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

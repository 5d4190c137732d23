// CRC-64/NVME, which Node does not have: S3's default checksum. The 64 bits are two halves, because a bigint for each byte is
// many times slower.

interface Crc64 {
  high: number;
  low: number;
}

const HIGH = 0x9a6c9329;
const LOW = 0xac4bc9b5;

const highs = new Uint32Array(256);
const lows = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      high ^= HIGH;
      low ^= LOW;
    }
  }
  highs[byte] = high;
  lows[byte] = low;
}

/** Continues with the checksum of the bytes before. */
export function crc64Nvme(bytes: Uint8Array, before: Crc64 = { high: 0, low: 0 }): Crc64 {
  let high = ~before.high;
  let low = ~before.low;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
    high = (high >>> 8) ^ (highs[index] ?? 0);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../contract';

export const checksumAlgorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

export interface RunningChecksum {
  update(chunk: Buffer): void;
  /** Base64, as the headers carry it. */
  digest(): string;
}

function reflectedTable(polynomial: bigint, width: bigint): BigUint64Array {
  const table = new BigUint64Array(256);
  for (let i = 0; i < 256; i++) {
    let value = BigInt(i);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    table[i] = BigInt.asUintN(Number(width), value);
  }
  return table;
}

let castagnoli: Uint32Array | undefined;

function crc32cChecksum(): RunningChecksum {
  castagnoli ??= Uint32Array.from(reflectedTable(0x82f63b78n, 32n), Number);
  const table = castagnoli;
  let state = 0xffffffff;
  return {
    update(chunk) {
      for (const byte of chunk) state = (table[(state ^ byte) & 0xff]! ^ (state >>> 8)) >>> 0;
    },
    digest: () => bytes32((state ^ 0xffffffff) >>> 0),
  };
}

let nvme: { high: Uint32Array; low: Uint32Array } | undefined;

/** In two 32-bit halves: BigInt arithmetic per byte would be some fifty times slower. */
function crc64nvmeChecksum(): RunningChecksum {
  if (!nvme) {
    const table = reflectedTable(0x9a6c9329ac4bc9b5n, 64n);
    nvme = {
      high: Uint32Array.from(table, (value) => Number(value >> 32n)),
      low: Uint32Array.from(table, (value) => Number(value & 0xffffffffn)),
    };
  }
  const { high: highs, low: lows } = nvme;
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(chunk) {
      for (const byte of chunk) {
        const index = (low ^ byte) & 0xff;
        low = (((low >>> 8) | (high << 24)) ^ lows[index]!) >>> 0;
        high = ((high >>> 8) ^ highs[index]!) >>> 0;
      }
    },
    digest() {
      const out = Buffer.alloc(8);
      out.writeUInt32BE((high ^ 0xffffffff) >>> 0, 0);
      out.writeUInt32BE((low ^ 0xffffffff) >>> 0, 4);
      return out.toString('base64');
    },
  };
}

function bytes32(value: number): string {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out.toString('base64');
}

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'crc32': {
      let state = 0;
      return {
        update(chunk) {
          state = crc32(chunk, state);
        },
        digest: () => bytes32(state),
      };
    }
    case 'crc32c':
      return crc32cChecksum();
    case 'crc64nvme':
      return crc64nvmeChecksum();
    default: {
      const hash = createHash(algorithm);
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('base64') };
    }
  }
}

/** The algorithm an upload declares, by its header or by the trailer it announces. */
export function declaredAlgorithm(headers: Record<string, string>): ChecksumAlgorithm | undefined {
  for (const algorithm of checksumAlgorithms) {
    const header = `x-amz-checksum-${algorithm}`;
    if (headers[header] || headers['x-amz-trailer']?.toLowerCase().includes(header)) return algorithm;
  }
  return undefined;
}

export function badDigest(algorithm: string): ServiceError {
  return new ServiceError(
    'BadDigest',
    `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
  );
}

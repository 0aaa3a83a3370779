// How the tests run: TypeScript through swc to CommonJS, so that a plain `npx jest` works with no flag.
import type { Config } from 'jest';

// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

const config: Config = {
  testEnvironment: 'node',
  testMatch: ['**/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  transform: {
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', tsx: false }, target: 'es2024' },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Packages that ship ECMAScript modules only are transformed as well.
  transformIgnorePatterns: ['/node_modules/(?!(is-any-array|linear-sum-assignment|lru-cache|ml-[a-z-]+|stemmer)/)'],
  testTimeout: 30_000,
};

export default config;

/** Jest runs every test in process, as ES modules, with types stripped by swc. */
const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
};

const common = { transform, extensionsToTreatAsEsm: ['.ts'], testEnvironment: 'node' };

export default {
  maxWorkers: 2,
  // Real servers share the machine with whatever else runs on it.
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{domain,contracts,workflows,activities,api,infra,catalogue,storm,fuzz}/**/*.test.ts',
        '<rootDir>/test/{arch,replay}/**/*.test.ts',
      ],
    },
    {
      ...common,
      displayName: 'process',
      testMatch: ['<rootDir>/test/{workflow,integration,api,fault}/**/*.test.ts'],
    },
  ],
};

// Suites in the order in which two workers are done soonest: what is known to be long must not come last. A fresh clone has no durations.
const { default: Sequencer } = require('@jest/test-sequencer');

/** Longest first: by a core's seconds. */
const LONG = [
  'test/iam/',
  'test/core/active-learning/promise',
  'test/jobs/',
  'test/browser/drafts',
  'test/browser/sandbox',
  'test/browser/portal',
  'test/browser/',
  'test/lambdas/',
  'test/lib/bundling',
  'test/bin/',
  'test/model/',
];

const rank = ({ path }) => {
  const at = LONG.findIndex((part) => path.replaceAll('\\', '/').includes(part));
  return at < 0 ? LONG.length : at;
};

module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    // Within a rank as jest orders them: failed ones, then by what they last took, then by size.
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};

import { limits } from '../limits';
import { checkExpressions } from './check-expressions';
import { type Fields, isWhole, type Report, required, unknownFields } from './report';

export function checkRetries({ Retry }: Fields, at: string, report: Report): void {
  if (Retry === undefined) return;
  if (!Array.isArray(Retry)) {
    report(`${at}/Retry`, 'Expected value of type Array');
    return;
  }
  const known = [
    'Comment',
    'ErrorEquals',
    'IntervalSeconds',
    'MaxAttempts',
    'BackoffRate',
    'MaxDelaySeconds',
    'JitterStrategy',
  ];
  for (const [index, rule] of Retry.entries()) {
    const place = `${at}/Retry[${index}]`;
    unknownFields(rule, known, place, report);
    errorNames(rule, place, index === Retry.length - 1, report);
    const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } = rule;
    if (IntervalSeconds !== undefined && !isWhole(IntervalSeconds, 1, limits.timeoutSeconds)) {
      report(`${place}/IntervalSeconds`, `Expected an integer between 1 and ${limits.timeoutSeconds}`);
    }
    if (MaxAttempts !== undefined && !isWhole(MaxAttempts, 0, limits.timeoutSeconds)) {
      report(`${place}/MaxAttempts`, `Expected an integer between 0 and ${limits.timeoutSeconds}`);
    }
    if (BackoffRate !== undefined && !(typeof BackoffRate === 'number' && BackoffRate >= 1)) {
      report(`${place}/BackoffRate`, 'Expected a number not less than 1.0');
    }
    if (
      MaxDelaySeconds !== undefined &&
      !(isWhole(MaxDelaySeconds, 1, 31_622_400) && MaxDelaySeconds > (IntervalSeconds ?? 1))
    ) {
      report(
        `${place}/MaxDelaySeconds`,
        'Expected an integer greater than IntervalSeconds and not greater than 31622400',
      );
    }
    if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE') {
      report(`${place}/JitterStrategy`, "Expected 'FULL' or 'NONE'");
    }
  }
}

export function checkCatchers({ Catch }: Fields, at: string, report: Report): void {
  if (Catch === undefined) return;
  if (!Array.isArray(Catch)) {
    report(`${at}/Catch`, 'Expected value of type Array');
    return;
  }
  for (const [index, rule] of Catch.entries()) {
    const place = `${at}/Catch[${index}]`;
    unknownFields(rule, ['Comment', 'ErrorEquals', 'Next', 'Assign', 'Output'], place, report);
    required(rule, ['Next'], place, report);
    errorNames(rule, place, index === Catch.length - 1, report);
    checkExpressions(rule.Assign, `${place}/Assign`, report);
    checkExpressions(rule.Output, `${place}/Output`, report);
  }
}

function errorNames(rule: Fields, at: string, last: boolean, report: Report): void {
  const names = rule.ErrorEquals;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    report(`${at}/ErrorEquals`, 'Expected a non-empty list of error names');
    return;
  }
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    report(`${at}/ErrorEquals`, "'States.ALL' must stand alone and in the last entry");
  }
}

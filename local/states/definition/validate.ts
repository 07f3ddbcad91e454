import { limits } from '../limits';
import { checkScope } from './check-scope';
import { machineFields } from './fields';
import { isObject, isWhole, type Report, unknownFields, type ValidationContext } from './report';
import type { MachineDefinition } from './types';

export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  code: string;
  message: string;
  /** Where, as `/States/Wait/Seconds`. */
  location?: string;
}

/** Everything that is wrong with a definition, or that this Step Functions does not do. */
export function validateDefinition(
  text: string,
  context: ValidationContext,
): { diagnostics: Diagnostic[]; definition?: MachineDefinition } {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (location, message, code = 'SCHEMA_VALIDATION_FAILED') =>
    diagnostics.push({ severity: 'ERROR', code, message, location: location === '' ? '/' : location });
  if (text.trim() === '') {
    diagnostics.push({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    });
    return { diagnostics };
  }
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    diagnostics.push({ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message });
    return { diagnostics };
  }
  if (!isObject(definition)) {
    diagnostics.push({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    });
    return { diagnostics };
  }
  unknownFields(definition, machineFields, '', report);
  const { TimeoutSeconds } = definition;
  if (TimeoutSeconds !== undefined && !isWhole(TimeoutSeconds, 1, limits.timeoutSeconds)) {
    report('/TimeoutSeconds', `Expected an integer between 1 and ${limits.timeoutSeconds}`);
  }
  if (definition.Version !== undefined && definition.Version !== '1.0') report('/Version', "Expected value '1.0'");
  checkScope(definition, '', {
    report,
    context,
    language: definition.QueryLanguage,
    names: new Set(),
    labels: new Set(),
  });
  return diagnostics.length > 0
    ? { diagnostics }
    : { diagnostics, definition: definition as unknown as MachineDefinition };
}

import * as z from 'zod';

/**
 * Reads the environment variables a function declares. Throws at the function's start, naming every variable that is missing or
 * malformed, so that a wrong deployment fails at once and not in the middle of a job.
 */
export function environment<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Environment of the function is not as deployed: ${problems.join('; ')}`);
}

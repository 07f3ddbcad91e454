import * as z from 'zod';
import { customResource } from '../_shared/custom-resource';
import { environment } from '../_shared/environment';
import { remove, writeText } from '../_shared/work-store';

const env = environment({ INPUT_BUCKET: z.string() });

const properties = z.object({ Name: z.string(), Definition: z.string() });

/** Keeps `jobs/<name>.json` of the input bucket as the stack states it; the same door by which people drop definitions. */
export const handler = customResource(async (event) => {
  const { Name, Definition } = properties.parse(event.ResourceProperties);
  const location = { bucket: env.INPUT_BUCKET, key: `jobs/${Name}.json` };
  if (event.RequestType === 'Delete') await remove(location);
  else await writeText(location, Definition);
  // The key is the identity: under a new name CloudFormation deletes the old definition after the new one is down.
  return { physicalId: location.key };
});

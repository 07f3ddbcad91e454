/** `<attr>-metadata.creation-date`: UTC without a zone, six decimals. */
export const creationDate = (epochMilliseconds: number): string =>
  `${new Date(epochMilliseconds).toISOString().slice(0, 23)}000`;

/** The time stamp in Ground Truth's file names: `2026-03-01_09:10:11`. */
export const fileStamp = (epochMilliseconds: number): string =>
  new Date(epochMilliseconds).toISOString().slice(0, 19).replace('T', '_');

/**
 * How endpoints are asked and what they say. An adapter is one format: how a request is made of objects, and how a reply is read. It does neither
 * network nor files; `lambdas/_shared/endpoint.ts` drives it. Formats with examples: docs/endpoint.md.
 */
import type { endpointAdapters } from '../job/request';
import type { ManifestLine } from '../manifest/line';
import type { LabelNames } from './label-names';

/** An object to be scored. */
export interface EndpointObject {
  id: number;
  line: ManifestLine;
}

/** An object as an adapter gets it: with the bytes behind `source-ref` where the adapter wants them. */
export interface LoadedObject extends EndpointObject {
  file?: Uint8Array;
}

/** The objects of one request. */
export type Objects = readonly [LoadedObject, ...LoadedObject[]];

/** What an endpoint said of an object: a label as bare answer (see model/learners/learner.ts), or why there is none. */
export type EndpointAnswer =
  | {
      id: number;
      answer: unknown;
      /** 0…1. */
      confidence: number;
      /** Classes only, and only where the endpoint names all: a probability per label, in the order of the job's labels. */
      scores?: number[];
    }
  | { id: number; problem: string };

export interface EndpointRequest {
  contentType: string;
  accept: string;
  /** Text is JSON or JSON Lines. */
  body: string | Uint8Array;
}

export interface EndpointReply {
  /** As the endpoint stated it, if it did. */
  contentType?: string;
  body: Uint8Array;
}

/** What adapters need to know of the job. */
export interface EndpointTask {
  jobName: string;
  /** Slug of the task type. */
  taskType: string;
  labels: readonly string[];
  names: LabelNames;
}

export interface EndpointAdapter {
  readonly slug: (typeof endpointAdapters)[number];
  /** Task types whose labels the format can say; absent: all. */
  readonly taskTypes?: readonly string[];
  /** Whether requests hold the bytes behind `source-ref`. Where they do not, the endpoint fetches them or needs none. */
  readonly readsFiles: boolean;
  /** Most objects in one request. */
  mostObjects(task: EndpointTask): number;
  /** @throws ObjectProblem when an object cannot be put in a request; only formats of one object per request may. */
  request(objects: Objects, task: EndpointTask): EndpointRequest;
  /** One answer per object, in their order. @throws ReplyProblem when the reply as a whole cannot be read */
  read(reply: EndpointReply, objects: Objects, task: EndpointTask): EndpointAnswer[];
}

/** Why a reply as a whole cannot be read. */
export class ReplyProblem extends Error {
  override name = 'ReplyProblem';
}

/** Why one object has no answer; those beside it are not concerned. */
export class ObjectProblem extends Error {
  override name = 'ObjectProblem';
}

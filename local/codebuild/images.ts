import { join } from 'node:path';
import { type CloudContext, ServiceError } from '../contract';
import { RecordStore } from '../storage/record-store';

export interface Repository {
  name: string;
  arn: string;
  uri: string;
}

interface Image {
  uri: string;
  folder: string;
}

/** Repositories, and the folder each image stands for. */
export class Images {
  private readonly repositories = new Map<string, Repository>();
  private readonly images: RecordStore<Image>;

  constructor(private readonly context: CloudContext) {
    this.images = new RecordStore(join(context.dataDir, 'codebuild', 'images.jsonl'));
  }

  stand(name: string): Repository {
    const { region, accountId } = this.context;
    const repository = {
      name,
      arn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
      uri: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    };
    this.repositories.set(name, repository);
    return repository;
  }

  /** The repository an image belongs to: `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`. */
  repositoryOf(imageUri: string): Repository {
    const match = /^[^/]+\.dkr\.ecr\.[^/]+\/([^:@]+)(?:[:@].+)?$/.exec(imageUri);
    const repository = match && this.repositories.get(match[1]!);
    if (!repository)
      throw new ServiceError('RepositoryNotFoundException', `The repository of ${imageUri} does not exist.`);
    return repository;
  }

  push(imageUri: string, folder: string): void {
    this.images.put(imageUri, { uri: imageUri, folder });
  }

  folder(imageUri: string): string | undefined {
    return this.images.get(imageUri)?.folder;
  }

  close(): void {
    this.images.close();
  }
}

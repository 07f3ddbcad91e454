import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type CloudContext, ServiceError } from '../contract';
import { RecordStore } from '../storage/record-store';
import type { Client, Group, Pool, User } from './model';

/** Pools, clients, groups and users. Pools and clients are the template's; groups and users are kept on disk. */
export class Directory {
  readonly pools = new Map<string, Pool>();
  readonly clients = new Map<string, Client>();
  private readonly groups: RecordStore<Group>;
  private readonly users: RecordStore<User>;
  private readonly secrets: RecordStore<string>;

  constructor(private readonly context: CloudContext) {
    const folder = join(context.dataDir, 'cognito');
    this.groups = new RecordStore(join(folder, 'groups.jsonl'));
    this.users = new RecordStore(join(folder, 'users.jsonl'));
    this.secrets = new RecordStore(join(folder, 'client-secrets.jsonl'));
  }

  pool(id: unknown): Pool {
    const pool = this.pools.get(String(id));
    if (!pool) throw new ServiceError('ResourceNotFoundException', `User pool ${id} does not exist.`);
    return pool;
  }

  client(id: unknown, pool?: Pool): Client {
    const client = this.clients.get(String(id));
    if (!client || (pool && client.poolId !== pool.id)) {
      throw new ServiceError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
    }
    return client;
  }

  /** The same at every start. */
  secretOf(clientId: string): string {
    const known = this.secrets.get(clientId);
    if (known) return known;
    const secret = randomBytes(38).toString('base64url').slice(0, 51);
    this.secrets.put(clientId, secret);
    return secret;
  }

  /** By user name, by `sub`, or by a verified e-mail address where the pool allows it. */
  find(pool: Pool, login: unknown): User | undefined {
    const name = String(login ?? '');
    const direct = this.users.get(key(pool.id, name));
    if (direct) return direct;
    for (const user of this.usersOf(pool)) {
      if (user.sub === name) return user;
      const byEmail = pool.emailAsUsername || (pool.emailAlias && user.attributes.email_verified === 'true');
      if (byEmail && name !== '' && user.attributes.email?.toLowerCase() === name.toLowerCase()) return user;
    }
    return undefined;
  }

  user(pool: Pool, login: unknown): User {
    const user = this.find(pool, login);
    if (!user) throw new ServiceError('UserNotFoundException', 'User does not exist.');
    return user;
  }

  usersOf(pool: Pool): User[] {
    return [...this.users.values()].filter(({ poolId }) => poolId === pool.id);
  }

  addUser(pool: Pool, username: string, attributes: Record<string, string>): User {
    const now = this.context.now();
    const user: User = {
      poolId: pool.id,
      username,
      sub: pool.emailAsUsername ? username : randomUUID(),
      attributes,
      enabled: true,
      status: 'FORCE_CHANGE_PASSWORD',
      groups: [],
      createdAt: now,
      modifiedAt: now,
    };
    this.users.put(key(pool.id, username), user);
    return user;
  }

  saveUser(user: User, changes: Partial<User>): User {
    const changed = { ...user, ...changes, modifiedAt: this.context.now() };
    this.users.put(key(user.poolId, user.username), changed);
    return changed;
  }

  deleteUser(user: User): void {
    this.users.delete(key(user.poolId, user.username));
  }

  group(pool: Pool, name: unknown): Group {
    const group = this.groups.get(key(pool.id, String(name)));
    if (!group) throw new ServiceError('ResourceNotFoundException', 'Group not found.');
    return group;
  }

  hasGroup(pool: Pool, name: string): boolean {
    return this.groups.has(key(pool.id, name));
  }

  groupsOf(pool: Pool): Group[] {
    return [...this.groups.values()].filter(({ poolId }) => poolId === pool.id);
  }

  putGroup(group: Group): void {
    this.groups.put(key(group.poolId, group.name), group);
  }

  deleteGroup(pool: Pool, name: string): void {
    this.groups.delete(key(pool.id, name));
    for (const user of this.usersOf(pool)) {
      if (user.groups.includes(name)) this.saveUser(user, { groups: user.groups.filter((other) => other !== name) });
    }
  }

  close(): void {
    this.groups.close();
    this.users.close();
    this.secrets.close();
  }
}

const key = (poolId: string, name: string) => `${poolId}/${name}`;

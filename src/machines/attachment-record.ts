/** The signed records of adaptation in their JSON form, as events and effects carry them. */

/** What proves a record. */
interface Proof {
  readonly algorithm: string;
  readonly hash: string;
  readonly key: string;
  readonly signature: string;
}

/** A statement of attachment: an AD says where the machine is attached, and at which host. */
export interface AttachmentJson extends Proof {
  readonly machine: string;
  readonly epoch: number;
  readonly host: string;
  readonly standing: 'prepared' | 'active';
  readonly nodes: string;
}

/** A delegation: the machine lets a host speak for it about its place, under one epoch. */
export interface DelegationJson extends Proof {
  readonly machine: string;
  readonly delegate: string;
  readonly epoch: number;
}

/** What became of an announcement, and the latest one that is known. */
export interface BindingJson {
  readonly outcome: 'bound' | 'stale' | 'unknown';
  readonly epoch: number;
  readonly sequence: number;
}

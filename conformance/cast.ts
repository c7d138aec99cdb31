/**
 * The cast: the keys, identifiers and addresses with which every case plays. Literal, so that a case can be read,
 * and repeated by hand. The test beside this file derives each of them again.
 */

/** One who takes part. */
export interface Member {
  readonly name: string;
  /** The seed of its Ed25519 key, 32 octets in hexadecimal. */
  readonly seed: string;
  /** The public key, 32 octets. */
  readonly key: string;
  /** The id of its HID, 20 octets: what stands in messages. */
  readonly hid: string;
  /** The id of its XLMP service, 20 octets. */
  readonly sid: string;
  /** The id of the AD that it speaks for, 20 octets: only access routers have one, of the same key. */
  readonly ad?: string;
}

/** The id of the AD in which all of them are but the access routers, each of which is in its own. */
export const ad = 'ad0000000000000000000000000000000000ad01';

/** Everybody. The owner's key is the identity of the virtual machine. */
export const cast = {
  owner: {
    name: 'owner',
    seed: '0101010101010101010101010101010101010101010101010101010101010101',
    key: '8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c',
    hid: '9eefb8867d36be6a363a893c7b252def6f219ce8',
    sid: 'cd968d521b38b67c783799dd7520aeb193ecfe33',
  },
  source: {
    name: 'source',
    seed: '0202020202020202020202020202020202020202020202020202020202020202',
    key: '8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394',
    hid: '73d7f35c29061d8ff3629ad3b0f083549ba37d0d',
    sid: '994d32fddc2baf3d7e5e47ef41a4ce9e1336c4c1',
  },
  destination: {
    name: 'destination',
    seed: '0303030303030303030303030303030303030303030303030303030303030303',
    key: 'ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1',
    hid: '4a802b80ff1ff1b916adc87a1d0270f409e1ee6f',
    sid: 'c616cfdef294dc00000285f4da278a489cb060db',
  },
  witness: {
    name: 'witness',
    seed: '0404040404040404040404040404040404040404040404040404040404040404',
    key: 'ca93ac1705187071d67b83c7ff0efe8108e8ec4530575d7726879333dbdabe7c',
    hid: '4c240da5f4ace68ad197370691ab8b4ed5bb83fc',
    sid: 'a9a5952d5a51e216598271ee5041a6753e2e4ff2',
  },
  operator: {
    name: 'operator',
    seed: '0505050505050505050505050505050505050505050505050505050505050505',
    key: '6e7a1cdd29b0b78fd13af4c5598feff4ef2a97166e3ca6f2e4fbfccd80505bf1',
    hid: '89c9a9563a486d3c7014246d8a2dc55da26bf750',
    sid: 'ab15b1f0f580355a2214ec5e65446723f221e98a',
  },
  stranger: {
    name: 'stranger',
    seed: '0606060606060606060606060606060606060606060606060606060606060606',
    key: '8a875fff1eb38451577acd5afee405456568dd7c89e090863a0557bc7af49f17',
    hid: '0965586ef386b40cf022193a60d684da00bf68e4',
    sid: '153f2832b9ec5ab414186084f41fd30b61124805',
  },
  router: {
    name: 'router',
    seed: '1111111111111111111111111111111111111111111111111111111111111111',
    key: 'd04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737',
    hid: '3367a966658cfad5e66e256580e6ab498fbae8e9',
    sid: '9a388dab1e158a6a0a26259c785bf278353b8f77',
    ad: '99cd86e896c37ba0d98922fd304c8c5946278302',
  },
  newRouter: {
    name: 'newRouter',
    seed: '1212121212121212121212121212121212121212121212121212121212121212',
    key: '204040e364c10f2bec9c1fe500a1cd4c247c89d650a01ed7e82caba867877c21',
    hid: 'd39e5a2722adb4b2cfc06e39402bbe3026fcd28f',
    sid: 'db51046f923d653b081d1e3919fcc53f799a3ef4',
    ad: 'a029a509db75a6d8d7faadd09815ac97caf9e719',
  },
  rendezvous: {
    name: 'rendezvous',
    seed: '1313131313131313131313131313131313131313131313131313131313131313',
    key: '66cd608b928b88e50e0efeaa33faf1c43cefe07294b0b87e9fe0aba6a3cf7633',
    hid: '66ce2c056c10a81adc3960a5621e596af9b1bf1a',
    sid: '4854644ead0eb445d3dc44e33829eb2494882457',
  },
  peer: {
    name: 'peer',
    seed: '1414141414141414141414141414141414141414141414141414141414141414',
    key: '20828bf5c5bdcacb684863336c202fb5599da48be5596615742170705beca9f7',
    hid: 'c8ee36957668721a4a985098d51e55299a280bb5',
    sid: '1d1b6b3d8c2634bbcfbb0fe30fbf408bf020b487',
  },
} as const satisfies Readonly<Record<string, Member>>;

/** The name of one who takes part. */
export type MemberName = keyof typeof cast;

/** The id of the virtual machine: the HID of its owner's key. */
export const machine = cast.owner.hid;

/** The migration that cases are about; 16 octets. */
export const migration = '4d494752000000000000000000000001';
/** Another migration of the same machine; 16 octets. */
export const otherMigration = '4d494752000000000000000000000002';

/** The epoch that the migration creates; the source owns the one before. */
export const epoch = 8;

/** What the clock on the wall says in every case, in seconds. */
export const wallSeconds = 1_800_000_000;

/** The serial of the ticket, 16 octets. */
export const serial = '5449434b000000000000000000000001';

/** The id of the AD in which a member is. */
export function adOf(member: Member): string {
  return member.ad ?? ad;
}

/** The member whose HID has this id, by name; the id itself when it is nobody's. */
export function nameOf(hid: string): string {
  return Object.values<Member>(cast).find((member) => member.hid === hid)?.name ?? hid;
}

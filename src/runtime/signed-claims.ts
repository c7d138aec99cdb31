/** Signs what the parties only claim: permits in journal records and in messages. */
import { fromHex } from '../core/hex.ts';
import type { PermitClaims } from '../machines/records.ts';
import type { Signer } from '../ports/keys.ts';
import { type PermitJson, signedRecordToJson, signPermit } from '../protocol/index.ts';

/** A permit of this host, or the one that another host signed already. */
export function signedPermit(signer: Signer, claims: PermitClaims): PermitJson {
  if ('signature' in claims) return claims as PermitJson;
  const octets = (text: string): Uint8Array => fromHex(text)!;
  const permit = signPermit(
    {
      machine: octets(claims.machine),
      migration: octets(claims.migration),
      epoch: claims.epoch,
      holder: octets(claims.holder),
      digest: octets(claims.digest),
      serial: octets(claims.serial),
    },
    signer,
  );
  return signedRecordToJson('permit', permit);
}

/** A record or message whose permit, if it has one, is signed. */
export function signedClaims<T extends { readonly permit?: PermitClaims }>(signer: Signer, value: T): T {
  return value.permit === undefined ? value : { ...value, permit: signedPermit(signer, value.permit) };
}

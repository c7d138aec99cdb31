/** The documents that the specification names, as an RFC lists them. A test keeps the list equal to what the text names. */

/** A reference. */
export interface Reference {
  /** As the text names it, such as `RFC 8032`. */
  readonly name: string;
  readonly says: string;
}

/** Everything that the chapters name, in order. */
export const references: readonly Reference[] = [
  {
    name: 'RFC 5681',
    says: 'Allman, M., Paxson, V., and E. Blanton, "TCP Congestion Control", RFC 5681, September 2009.',
  },
  {
    name: 'RFC 6298',
    says: 'Paxson, V., Allman, M., Chu, J., and M. Sargent, "Computing TCP\'s Retransmission Timer", RFC 6298, June 2011.',
  },
  {
    name: 'RFC 8032',
    says: 'Josefsson, S. and I. Liusvaara, "Edwards-Curve Digital Signature Algorithm (EdDSA)", RFC 8032, January 2017.',
  },
];

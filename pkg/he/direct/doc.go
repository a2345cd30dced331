// Package direct is the arithmetic of the direct schemes: every vector
// encrypted under one collective public key, of which each participant holds a
// part of the secret for the whole session, as papers and other products do it
// (Mouchet, Troncoso-Pastoriza, Bossuat, Hubaux, "Multiparty Homomorphic
// Encryption from Ring-Learning-with-Errors", PETS 2021). It is there to be
// compared with, and wants all parties semi-honest: whoever sends one malformed
// ciphertext and sees the raw decryption shares reads the collective key.
//
// With R_q = Z_q[X]/(X^N + 1), participant i, and a from a common seed:
//
//	p_i = e_i − a·s_i                the part of the public key; b = Σ p_i
//	c_i = (u·b + e0 + m, u·a + e1)   what is sent, with m encoded
//	C   = Σ c_i                      package residue, modulo each prime
//	d_i = C1·s_i + f_i               decryption share, f_i uniform and large
//	Σ m ≈ C0 + Σ d_i                 exact after rounding; package parameters
//
// Key generation, encoding and encryption are lattigo's, as those who use the
// library would have them. Three things are not: nothing from outside reaches
// its decoders (all that travels is residues, bit-packed and checked by package
// residue), the parts of the key are drawn from the operating system by
// rejection, and the flooding of decryption shares is uniform, because lattigo's
// sampler is not made for large noise.
//
// Results of CKKS are rounded to integers before anything else sees them, the
// remedy of Li and Micciancio (eprint 2020/1533) for the error in a result,
// which would tell about the key. Participants, who hold all the shares, still
// see the error: among them only the flooding hides it.
package direct
